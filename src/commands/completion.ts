import { EXIT, Failure } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { oneOf } from "./settings.ts";

/** What each shell runs when the key is pressed: it asks `plimsoll __complete`, and knows nothing of commands and flags itself. */
const SCRIPTS = {
	// Readline cuts words at "=" and ":" too, and replaces only what stands behind: so much of each candidate is left off.
	bash: `# bash completion for plimsoll
_plimsoll() {
	local line=\${COMP_LINE:0:COMP_POINT} words candidate last
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	last=\${words[\${#words[@]} - 1]}
	COMPREPLY=()
	while IFS= read -r candidate; do
		case $candidate in
		:0) compopt -o default 2>/dev/null ;;
		:*) ;;
		*)
			candidate=\${candidate%%$'\\t'*}
			COMPREPLY+=("\${candidate#"\${last%"$2"}"}")
			;;
		esac
	done < <("\${1/#\\~/$HOME}" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -F _plimsoll plimsoll kubectl-plimsoll
`,
	zsh: `#compdef plimsoll kubectl-plimsoll
# zsh completion for plimsoll
_plimsoll() {
	local line files=0
	local -a found
	for line in "\${(@f)$(\${~words[1]} __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
		case $line in
		:0) files=1 ;;
		:*) ;;
		*$'\\t'*) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
		?*) found+=("\${line//:/\\\\:}") ;;
		esac
	done
	(( $#found )) && _describe -V plimsoll found
	(( files )) && _files
}
if [[ \${funcstack[1]} == _plimsoll ]]; then
	_plimsoll "$@"
else
	compdef _plimsoll plimsoll kubectl-plimsoll
fi
`,
	fish: `# fish completion for plimsoll
function __plimsoll_complete
	set -l words (commandline -opc)
	set -l last (commandline -ct)
	for line in ($words[1] __complete $words[2..-1] "$last" 2>/dev/null)
		switch $line
			case ':0'
				__fish_complete_path "$last"
			case ':*'
			case '*'
				echo $line
		end
	end
end
complete -c plimsoll -f -a '(__plimsoll_complete)'
complete -c kubectl-plimsoll -f -a '(__plimsoll_complete)'
`,
} as const;

/** `plimsoll completion SHELL`: the script that a shell sources. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const shells = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];
	const [shell, extra] = args.positionals;
	if (shell === undefined)
		throw new Failure("missing-argument", { command: args.command, argument: shells.join(" | ") });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	context.stdout.write(SCRIPTS[oneOf(args.command, shell, shells)]);
	return EXIT.clean;
}
