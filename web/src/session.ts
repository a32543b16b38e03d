const KEY = "plimsoll-ended";

/** The session is over: who was logged in is asked to log in anew, where they are, and told why. */
export function endSession(): void {
	try {
		sessionStorage.setItem(KEY, "1");
	} catch {}
	location.reload();
}

/** Whether that is what just happened; asked once. */
export function hasEnded(): boolean {
	try {
		const ended = sessionStorage.getItem(KEY) !== null;
		sessionStorage.removeItem(KEY);
		return ended;
	} catch {
		return false;
	}
}
