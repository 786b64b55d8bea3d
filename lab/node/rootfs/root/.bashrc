# The shell of a node. Marks (OSC 133) tell the lab where prompts, commands and results are; a terminal never shows them.
case $- in *i*) ;; *) return ;; esac

export EDITOR=nano PAGER=less LESS=-FRX
HISTSIZE=5000 HISTFILESIZE=10000 HISTCONTROL=ignorespace
shopt -s histappend checkwinsize
bind 'set enable-bracketed-paste on' 'set colored-stats on' 'set completion-ignore-case on' 2> /dev/null

[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion

eval "$(dircolors -b)"
alias ls='ls --color=auto' ll='ls -la --color=auto'
alias grep='grep --color=auto' diff='diff --color=auto' ip='ip -color=auto'
alias vim=vi docker-compose='docker compose'

# The result mark only follows a command: an empty line or ^C at the prompt has none.
__lab_ran=
__lab_prompt() {
  local code=$?
  if [ -n "$__lab_ran" ]; then
    # A subshell, for one, does not set off the trap.
    __lab_line
    printf '\e]133;D;%s\a' "$code"
    trap "$__lab_first" DEBUG
  elif [ -z "$__lab_number" ]; then
    __lab_newest
    trap "$__lab_first" DEBUG
  fi
  __lab_ran=
  history -a
}
PROMPT_COMMAND=__lab_prompt
PROMPT_DIRTRIM=3
PS0='\e]133;C\a${HOSTNAME:$((__lab_ran=1,0)):0}'
PS1='\[\e]133;A\a\]\[\e[1;32m\]\h\[\e[0m\] \[\e[1;34m\]\w\[\e[0m\] $ \[\e]133;B\a\]'
PS2='> '

# The line is marked too (OSC 633;E, first of VS Code, with the name of the machine), as history has it, when its first command starts.
# What history does not take stays private: a line that begins with a space, and whatever a program reads. Nothing is forked for it.
__lab_number= __lab_text= __lab_file=/dev/shm/.lab-line-$$
# The trap goes with the first command, so that loops are as fast as ever, and leaves $_ as it was.
__lab_first='[[ $__lab_ran != 1 ]] || { __lab_last=$_; __lab_line; trap - DEBUG; : "$__lab_last"; }'

# The newest entry of history.
__lab_newest() {
  __lab_text=
  {
    HISTTIMEFORMAT= history 1 >| "$__lab_file"
    IFS= read -rd '' __lab_text < "$__lab_file" || :
    : >| "$__lab_file"
  } 2> /dev/null
  __lab_text=${__lab_text#"${__lab_text%%[! ]*}"}
  __lab_number=${__lab_text%%[!0-9]*}
  __lab_text=${__lab_text#"$__lab_number"??}
  __lab_text=${__lab_text%$'\n'}
  __lab_number=${__lab_number:-0}
}

# Marks the line that runs, once.
__lab_line() {
  [ "$__lab_ran" = 1 ] || return 0
  __lab_ran=2
  # Text is taken as bytes here.
  local LC_ALL=C text=$__lab_text number=$__lab_number
  __lab_newest
  [ "$__lab_number" != "$number" ] || return 0
  # History need not have the same line twice in a row (ignoredups would hide that it was run again).
  if [ "$__lab_text" = "$text" ] && history -d "$__lab_number" 2> /dev/null; then
    __lab_number=$((__lab_number - 1))
  fi
  case $__lab_text in ' '*) return 0 ;; esac
  __lab_escape "${__lab_text:0:2048}"
  printf '\e]633;E;%s;%s\a' "$__lab_safe" "${HOSTNAME%%.*}" 2> /dev/null > /dev/tty || :
}

# Each byte that is a backslash, a semicolon or obeyed by a terminal becomes \x and two digits.
__lab_escape() {
  local byte code obeyed
  __lab_safe=${1//'\'/'\x5c'}
  __lab_safe=${__lab_safe//;/'\x3b'}
  __lab_safe=${__lab_safe//$'\n'/'\x0a'}
  for obeyed in '[[:cntrl:]]' $'\xc2[\x80-\x9f]'; do
    while [[ $__lab_safe == *$obeyed* ]]; do
      byte=${__lab_safe#"${__lab_safe%%$obeyed*}"}
      byte=${byte:0:1}
      printf -v code '\\x%02x' "'$byte"
      __lab_safe=${__lab_safe//"$byte"/"$code"}
    done
  done
}
