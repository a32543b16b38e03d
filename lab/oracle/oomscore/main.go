// Reads one line of JSON a pod, {"pod": …, "capacity": bytes}, and prints what the kubelet makes of it: the oom_score_adj of each container
// by name, the pod's QoS class, and the memory request that the eviction manager holds it to. The TypeScript is held to this in
// lab/kill-order/oracle.test.ts.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	v1 "k8s.io/api/core/v1"
	resource "k8s.io/kubernetes/pkg/api/v1/resource"
	v1qos "k8s.io/kubernetes/pkg/apis/core/v1/helper/qos"
	"k8s.io/kubernetes/pkg/kubelet/qos"
	"k8s.io/kubernetes/pkg/kubelet/types"
)

type question struct {
	Pod      v1.Pod `json:"pod"`
	Capacity int64  `json:"capacity"`
}

type answer struct {
	Adj      map[string]int `json:"adj"`
	QOS      string         `json:"qosClass"`
	Request  int64          `json:"request"`
	Critical bool           `json:"critical"`
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.More() {
		var q question
		if err := in.Decode(&q); err != nil {
			panic(err)
		}
		a := answer{
			Adj:      map[string]int{},
			QOS:      string(v1qos.GetPodQOS(&q.Pod)),
			Request:  resource.GetResourceRequest(&q.Pod, v1.ResourceMemory),
			Critical: types.IsCriticalPod(&q.Pod),
		}
		for _, containers := range [][]v1.Container{q.Pod.Spec.InitContainers, q.Pod.Spec.Containers} {
			for i := range containers {
				a.Adj[containers[i].Name] = qos.GetContainerOOMScoreAdjust(&q.Pod, &containers[i], q.Capacity)
			}
		}
		if err := encoder.Encode(a); err != nil {
			panic(err)
		}
	}
}
