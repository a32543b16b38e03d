// garbage keeps some MiB in use and makes garbage beside it without pause: `garbage LIVE-MIB`.
// With GOMEMLIMIT its collector is what holds the memory down (GOGC=off), so its peak is what that bound allows.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

const (
	mebi  = 1 << 20
	piece = 16 << 10
)

var kept [][]byte
var sink []byte

// filled returns memory that was written to, since pages that never were do not count.
func filled(size int) []byte {
	memory := make([]byte, size)
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	return memory
}

func main() {
	live, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "garbage: how many MiB to keep?")
		os.Exit(2)
	}
	for n := 0; n < live*mebi/piece; n++ {
		kept = append(kept, filled(piece))
	}
	fmt.Println("full")
	for {
		for n := 0; n < mebi/piece; n++ {
			sink = filled(piece)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
