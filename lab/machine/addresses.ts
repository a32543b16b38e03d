/** Addresses inside the lab's own network namespace; none of them is visible outside it. */
export const NODE = "plimsoll-lab";
export const BRIDGE = "cni0";
export const POD_SUBNET = "10.244.0.0/24";
/** Of the bridge: the pods' gateway, and the node's address too, because the kubelet refuses a loopback one. */
export const NODE_IP = "10.244.0.1";
export const SERVICE_SUBNET = "10.96.0.0/16";
/**
 * There is no kube-proxy. These two cluster IPs are addresses of the loopback device, and the servers behind them listen
 * on the service's own port: in-cluster configuration works in pods all the same.
 */
export const KUBERNETES_IP = "10.96.0.1";
export const PROMETHEUS_IP = "10.96.0.90";
export const API_PORT = 443;
export const PROMETHEUS_PORT = 9090;
export const KUBE_STATE_METRICS_PORT = 8080;

export const SIMULATED_NAMESPACE = "simulated";
