import type { Notice } from "../history/store/recording.ts";
import type { RecorderEvent } from "../server/recorder/recorder.ts";
import type { RecordWords } from "../words/record.ts";

/** What befell the recorder's file, in words. */
export function noticeText(notice: Notice, words: RecordWords): string {
	switch (notice.what) {
		case "damaged":
			return words.damaged(notice.path, notice.moved);
		case "unwritable":
			return words.unwritable(notice.path, notice.detail);
		case "writable":
			return words.writable(notice.path);
	}
}

/** What befell the cluster while it was recorded, in words. */
export function eventText(event: RecorderEvent, words: RecordWords): string {
	switch (event.what) {
		case "away":
			return words.away(event.detail);
		case "back":
			return words.back;
		case "refused":
			return words.refused(event.resource, event.detail);
		case "behind":
			return words.behind(event.nodes);
	}
}
