import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fills each region of a JVM up to its bound and stays there for a while. */
public class Load {
	static final List<Object> kept = new ArrayList<>();
	static final int THREADS = 20;

	/** Defined again and again, by a loader of its own each time. */
	public static class Stub {
		public int value;
		public int twice() { return value * 2; }
	}

	static class Own extends ClassLoader {
		Class<?> define(byte[] code) { return defineClass(null, code, 0, code.length); }
	}

	static int deep(int n) { return n == 0 ? 0 : 1 + deep(n - 1); }

	public static void main(String[] arguments) throws Exception {
		byte[] code = Files.readAllBytes(Path.of("/app/Load$Stub.class"));
		for (int n = 0; n < THREADS; n++) {
			Thread thread = new Thread(() -> {
				try { deep(6_000); Thread.sleep(1_000_000); } catch (InterruptedException | StackOverflowError end) {}
			});
			thread.setDaemon(true);
			thread.start();
		}
		Thread.sleep(1000);
		try {
			while (true) {
				ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
				for (int at = 0; at < buffer.capacity(); at += 4096) buffer.put(at, (byte) 1);
				kept.add(buffer);
			}
		} catch (OutOfMemoryError directMemoryIsFull) {}
		System.out.println("full");
		try {
			while (true) kept.add(new Own().define(code));
		} catch (OutOfMemoryError metaspaceIsFull) {}
		int room = 64;
		Object[] spare = new Object[room];
		try {
			for (int n = 0; n < room; n++) spare[n] = new byte[256 << 10];
			while (true) kept.add(new byte[256 << 10]);
		} catch (OutOfMemoryError heapIsFull) {
			spare = null;
		}
		// Garbage makes the collector work beside what is kept.
		long end = System.nanoTime() + 8_000_000_000L;
		for (Object last = null; System.nanoTime() < end; last = new byte[16 << 10]) if (last == kept) return;
		Runtime.getRuntime().halt(0);
	}
}
