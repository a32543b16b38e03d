// A process of a known size: joins a cgroup, takes an oom_score_adj, fills so many bytes and says so. On a line of input it grows in small steps
// until the kernel stops it. On the end of input it ends.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t STEP = 256 * 1024;

static void put(const char *path, const char *text) {
	int file = open(path, O_WRONLY);
	if (file < 0 || write(file, text, strlen(text)) < 0) {
		perror(path);
		exit(1);
	}
	close(file);
}

static void fill(size_t bytes) {
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	// Page for page: a huge page would come all at once.
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	for (size_t at = 0; at < bytes; at += 4096) memory[at] = 1;
}

// eater CGROUP-PROCS ADJ BYTES
int main(int count, char **arguments) {
	if (count != 4) return 2;
	put(arguments[1], "0");
	put("/proc/self/oom_score_adj", arguments[2]);
	fill(strtoull(arguments[3], NULL, 10));
	puts("ready");
	fflush(stdout);
	if (getchar() == EOF) return 0;
	for (;;) {
		fill(STEP);
		// Time for the one who watches to see who died before the next one does.
		usleep(3000);
	}
}
