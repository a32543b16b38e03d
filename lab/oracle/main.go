// Reads one quantity a line (JSON strings) and prints what apimachinery makes of it: the value rounded up, or null.
// The TypeScript parser is held to this in quantity.test.ts and in the fixture it writes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var text string
		if err := json.Unmarshal(in.Bytes(), &text); err != nil {
			panic(err)
		}
		quantity, err := resource.ParseQuantity(text)
		if err != nil {
			fmt.Fprintln(out, "null")
		} else {
			fmt.Fprintf(out, "%q\n", fmt.Sprint(quantity.Value()))
		}
	}
}
