import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Language } from "../../../src/words/index.ts";
import { usePage } from "../context.ts";
import { Choices } from "../parts/Choices.tsx";
import { Mark } from "../parts/Mark.tsx";
import { hasEnded } from "../session.ts";

/** Why a login did not let one in. */
type Refused = "wrong" | "away" | null;

/** Before anything is shown: who are you? */
export function Login({ setLanguage }: { setLanguage(language: Language): void }) {
	const { page, session } = usePage();
	const [ended] = useState(hasEnded);
	const [refused, setRefused] = useState<Refused>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (event: SubmitEvent) => {
		event.preventDefault();
		const token = new FormData(event.currentTarget as HTMLFormElement).get("token");
		setBusy(true);
		setRefused(null);
		const answer = await fetch("/api/v1/login", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ token }),
		}).catch(() => null);
		if (answer?.ok) return location.reload();
		setBusy(false);
		setRefused(answer?.status === 401 ? "wrong" : "away");
	};
	return (
		<Front>
			{ended && (
				<p class="notice" role="status">
					{page.login.ended}
				</p>
			)}
			{session.login === "link" ? (
				<p>{page.login.link}</p>
			) : (
				<form onSubmit={submit}>
					<p>{session.login === "proxy" ? page.login.proxy : page.login.about}</p>
					<label>
						{page.login.token}
						<input name="token" type="password" autocomplete="off" required aria-describedby="refused" />
					</label>
					<button type="submit" disabled={busy}>
						{page.login.enter}
					</button>
					<p id="refused" role="alert" class="alarm">
						{refused === null ? "" : page.login[refused]}
					</p>
					<p class="quiet">
						{page.login.howTo} <code>kubectl create token NAME -n NAMESPACE</code>
					</p>
				</form>
			)}
			<p class="controls">
				<Choices setLanguage={setLanguage} />
			</p>
		</Front>
	);
}

/** Who asks cannot be told yet. */
export function Unknown({ text }: { text: string }) {
	return (
		<Front>
			<p role="status">{text}</p>
		</Front>
	);
}

function Front({ children }: { children: ComponentChildren }) {
	return (
		<main class="login">
			<h1>
				<Mark size={40} /> Plimsoll
			</h1>
			{children}
		</main>
	);
}
