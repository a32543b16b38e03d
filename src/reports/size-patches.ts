import type { PatchPiece } from "../model/patch.ts";
import { printable } from "../model/text.ts";
import type { Words } from "../words/words.ts";

/** Patches as text that a shell, kubectl, Kustomize or Helm takes; comments begin with #. */
export async function renderPatches(pieces: readonly PatchPiece[], words: Words): Promise<string> {
	const { dump } = await import("js-yaml");
	let text = "";
	let documents = 0;
	let begun = false;
	const separate = () => {
		if (documents > 0 && !begun) text += "---\n";
	};
	for (const piece of pieces) {
		if (piece.type === "command") text += `${piece.command}\n`;
		else if (piece.type === "comment") {
			const detail = typeof piece.detail === "string" ? piece.detail : words.sizing.note(piece.detail);
			text += `# ${printable(words.sizing.patch[piece.comment](piece.subject, detail))}\n`;
		} else if (piece.type === "release") {
			separate();
			begun = true;
			text += `# helm upgrade --reuse-values -f FILE -n ${printable(piece.namespace)} ${printable(piece.release)} CHART\n`;
		} else {
			separate();
			begun = false;
			documents++;
			text += dump(piece.document, { lineWidth: -1, noRefs: true });
		}
	}
	return text;
}
