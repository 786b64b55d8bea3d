# The shell of a node. Marks (OSC 133) tell the lab where prompts, commands and results are; a terminal never shows them.
case $- in *i*) ;; *) return ;; esac

export EDITOR=nano PAGER=less LESS=-FRX
HISTSIZE=5000 HISTFILESIZE=10000 HISTCONTROL=ignoreboth
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
  [ -z "$__lab_ran" ] || printf '\e]133;D;%s\a' "$code"
  __lab_ran=
  history -a
}
PROMPT_COMMAND=__lab_prompt
PROMPT_DIRTRIM=3
PS0='\e]133;C\a${HOSTNAME:$((__lab_ran=1,0)):0}'
PS1='\[\e]133;A\a\]\[\e[1;32m\]\h\[\e[0m\] \[\e[1;34m\]\w\[\e[0m\] $ \[\e]133;B\a\]'
PS2='> '
