import { useState } from "preact/hooks";
import type { Session } from "../../../src/server/api/answers.ts";
import type { PageWords } from "../../../src/words/page.ts";
import { Mark } from "../parts/Mark.tsx";

/** Before anything is shown: who are you? */
export function Login({ session, page }: { session: Session; page: PageWords }) {
	const [wrong, setWrong] = useState(false);
	const [busy, setBusy] = useState(false);
	const submit = async (event: SubmitEvent) => {
		event.preventDefault();
		const token = new FormData(event.currentTarget as HTMLFormElement).get("token");
		setBusy(true);
		const answer = await fetch("/api/v1/login", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ token }),
		}).catch(() => null);
		setBusy(false);
		if (answer?.ok) location.reload();
		else setWrong(true);
	};
	return (
		<main class="login">
			<h1>
				<Mark size={40} /> Plimsoll
			</h1>
			{session.login === "link" ? (
				<p>{page.login.link}</p>
			) : (
				<form onSubmit={submit}>
					<p>{page.login.about}</p>
					<label>
						{page.login.token}
						<input name="token" type="password" autocomplete="off" required />
					</label>
					<button type="submit" disabled={busy}>
						{page.login.enter}
					</button>
					<p role="alert" class="alarm">
						{wrong ? page.login.wrong : ""}
					</p>
					<p class="quiet">
						{page.login.howTo} <code>kubectl create token NAME -n NAMESPACE</code>
					</p>
				</form>
			)}
		</main>
	);
}
