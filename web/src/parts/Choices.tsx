import { useState } from "preact/hooks";
import type { Language } from "../../../src/words/index.ts";
import { usePage } from "../context.ts";
import { keysAreOn, switchKeys } from "../keys.ts";
import { applyTheme, THEMES, type Theme, themeNow } from "../theme.ts";

/** The colours, the keys and the language of the page. */
export function Choices({ setLanguage }: { setLanguage(language: Language): void }) {
	const { page, language } = usePage();
	const [theme, setTheme] = useState<Theme>(themeNow);
	const [keys, setKeys] = useState(keysAreOn);
	return (
		<>
			<select
				aria-label={page.themeLabel}
				value={theme}
				onChange={(event) => {
					const next = THEMES.find((one) => one === event.currentTarget.value) ?? "system";
					applyTheme(next);
					setTheme(next);
				}}
			>
				{THEMES.map((one) => (
					<option key={one} value={one}>
						{page.theme[one]}
					</option>
				))}
			</select>
			<select
				aria-label={page.heading.keys}
				value={keys ? "on" : "off"}
				onChange={(event) => {
					switchKeys(event.currentTarget.value === "on");
					setKeys(keysAreOn);
				}}
			>
				<option value="on">{page.keysAre.on}</option>
				<option value="off">{page.keysAre.off}</option>
			</select>
			<select
				aria-label={page.languageLabel}
				value={language}
				onChange={(event) => setLanguage(event.currentTarget.value === "zh-CN" ? "zh-CN" : "en")}
			>
				<option value="en" lang="en">
					English
				</option>
				<option value="zh-CN" lang="zh-CN">
					简体中文
				</option>
			</select>
		</>
	);
}
