/**
 * What makes a shell complete the program's command lines. None of them knows a command or an option: each asks the program,
 * `bufferswitch complete SHELL ...`, which answers with `files`, or with `words` and a line for each of them.
 */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof shells)[number];

export function isShell(name: string | undefined): name is Shell {
  return shells.some((shell) => shell === name);
}

/** Bash before 4 has neither `mapfile` nor `compopt`. */
const bash = `# bash completion of bufferswitch
_bufferswitch() {
  local line kind=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("$line"); fi
  done < <("$1" complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  if [[ $kind == files ]]; then compopt -o default 2>/dev/null; fi
}
complete -F _bufferswitch bufferswitch
`;

const zsh = `#compdef bufferswitch
_bufferswitch() {
  local -a answer values shown
  local line
  answer=("\${(@f)$("\${(Q)words[1]}" complete zsh "=\${(Q)PREFIX}" "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
  if [[ $answer[1] == files ]]; then
    _files
    return
  fi
  for line in "\${(@)answer[2,-1]}"; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  (( $#values )) && compadd -l -d shown -a values
}
if [[ $funcstack[1] == _bufferswitch ]]; then
  _bufferswitch "$@"
else
  compdef _bufferswitch bufferswitch
fi
`;

const fish = `# fish completion of bufferswitch
function __bufferswitch_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string replace -r '^["\\']' '' | string unescape)
    set -l answer ($words[1] complete fish "=$current" $words[2..] 2>/dev/null)
    if test "$answer[1]" = files
        __fish_complete_path (commandline -ct)
    else if set -q answer[2]
        printf '%s\\n' $answer[2..]
    end
end
complete -c bufferswitch -f -a '(__bufferswitch_complete)'
`;

/** Where it gets no answer PowerShell completes files by itself. */
const powershell = `# PowerShell completion of bufferswitch
Register-ArgumentCompleter -Native -CommandName 'bufferswitch' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @(foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value }
        else { $element.ToString() }
    })
    $program = $commandAst.CommandElements[0].ToString()
    $before = @($words | Select-Object -Skip 1)
    $current = $wordToComplete -replace '^["'']', ''
    $answer = @(& $program complete powershell "=$current" @before 2>$null)
    if ($answer.Count -lt 2 -or $answer[0] -ne 'words') { return }
    foreach ($line in $answer[1..($answer.Count - 1)]) {
        $value, $help = $line -split "\`t", 2
        $text = if ($value -match '^[\\w./:=\\\\-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
        $tip = if ($help) { $help } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $tip)
    }
}
`;

export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
