/* process MODE KIB_PER_SECOND [FILE]: lost allocations, holes between long-lived ones, an arena in use, pages of a log that is rotated. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *filled(size_t size) {
	void *block = malloc(size);
	if (block) memset(block, 1, size);
	return block;
}

int main(int argc, char **argv) {
	const char *mode = argv[1];
	int rate = atoi(argv[2]);
	static void *slots[4096];
	char page[4096];
	memset(page, 1, sizeof page);
	int file = -1;
	long written = 0;
	srand(1);
	for (long tick = 0;; tick++) {
		if (!strcmp(mode, "lost")) {
			for (int kib = 0; kib < rate / 2; kib += 4) filled(4096);
		} else if (!strcmp(mode, "fragmented")) {
			/* Larger blocks every time never fit into the holes that the last ones left. */
			size_t size = 2048 + tick * 16;
			void *passing[512];
			int count = (int)(rate / 2 * 1024 / size);
			if (count > 512) count = 512;
			for (int i = 0; i < count; i++) {
				passing[i] = filled(size);
				filled(48);
			}
			for (int i = 0; i < count; i++) free(passing[i]);
		} else if (!strcmp(mode, "arena")) {
			for (int i = 0; i < 200; i++) {
				int at = rand() % 4096;
				free(slots[at]);
				slots[at] = rand() % 3 ? filled(512 + rand() % 8192) : NULL;
			}
		} else {
			if (file < 0 || written > 24L << 20) {
				if (file >= 0) close(file);
				file = open(argv[3], O_CREAT | O_TRUNC | O_RDWR, 0600);
				written = 0;
			}
			for (int kib = 0; kib < rate / 2; kib += 4) written += write(file, page, sizeof page);
			/* Read twice, pages count as active: the working set holds them. */
			for (int pass = 0; pass < 2; pass++) {
				lseek(file, written > 1 << 20 ? written - (1 << 20) : 0, SEEK_SET);
				while (read(file, page, sizeof page) > 0) {}
			}
		}
		usleep(500000);
	}
}
