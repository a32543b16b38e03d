import java.util.*;

/** java Process.java MODE KIB_PER_SECOND: a static map that only grows, one with a bound, garbage, a warm-up. */
public class Process {
	static final Map<Long, byte[]> HELD = new LinkedHashMap<>();

	public static void main(String[] args) throws Exception {
		String mode = args[0];
		int rate = Integer.parseInt(args[1]);
		long key = 0;
		for (int tick = 0; ; tick++) {
			double wave = 1 + Math.sin(tick / 60.0);
			byte[][] garbage = new byte[(int) (mode.equals("churn") ? 100 * wave : 20)][];
			for (int i = 0; i < garbage.length; i++) garbage[i] = new byte[8192];
			boolean holds = !mode.equals("churn") && (!mode.equals("warm-up") || tick < 120);
			for (int kib = 0; holds && kib < rate / 2; kib += 4) HELD.put(key++, new byte[4096]);
			Iterator<Long> oldest = HELD.keySet().iterator();
			while (mode.equals("bounded") && HELD.size() > 8000 && oldest.hasNext()) {
				oldest.next();
				oldest.remove();
			}
			Thread.sleep(500);
		}
	}
}
