// process MODE KIB_PER_SECOND: goroutines that wait for ever, a map that only grows, one with a bound, garbage.
package main

import (
	"math"
	"os"
	"strconv"
	"time"
)

var sink []byte

func main() {
	mode := os.Args[1]
	rate, _ := strconv.Atoi(os.Args[2])
	never := make(chan struct{})
	held := map[int][]byte{}
	key := 0
	for tick := 0; ; tick++ {
		wave := 1 + math.Sin(float64(tick)/60)
		blocks := 10
		if mode == "churn" {
			blocks = int(60 * wave)
		}
		for i := 0; i < blocks; i++ {
			sink = make([]byte, 8192)
		}
		for kib := 0; mode != "churn" && kib < rate/2; kib += 4 {
			block := make([]byte, 4096)
			block[0], block[4095] = 1, 1
			if mode == "goroutines" {
				go func() {
					<-never
					sink = block
				}()
			} else {
				held[key] = block
				if mode == "bounded" {
					delete(held, key-8000)
				}
				key++
			}
		}
		time.Sleep(500 * time.Millisecond)
	}
}
