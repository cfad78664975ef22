# shellcheck shell=sh
# The bounded call to a node, for promote and demote, which source it. Whatever the node does, all
# calls of one program together end within SOFIA_TIMEOUT seconds.
#
# Environment: SOFIA, the client (sofia); SOFIA_HOST and SOFIA_PORT, where the node's event socket is
# (127.0.0.1, 8021); SOFIA_PASSWORD_FILE, a file with its password; SOFIA_TIMEOUT (20).

: "${SOFIA:=sofia}" "${SOFIA_TIMEOUT:=20}" "${SOFIA_PASSWORD_FILE:=}"
program=${0##*/}

# Seconds of a clock that nobody sets.
now() {
    read -r uptime _ </proc/uptime
    echo "${uptime%%.*}"
}

say() { printf '%s: %s\n' "$program" "$*" >&2; }

# usage TEXT: how it is called, and status 64.
usage() {
    printf 'usage: %s\n' "$*" >&2
    exit 64
}

# Reads the settings; the password goes to the client by its environment, where `ps` does not show it.
prepare() {
    case $SOFIA_TIMEOUT in
    '' | 0 | *[!0-9]*)
        say "SOFIA_TIMEOUT is '$SOFIA_TIMEOUT', expected seconds"
        exit 64
        ;;
    esac
    if [ -n "$SOFIA_PASSWORD_FILE" ]; then
        if ! [ -r "$SOFIA_PASSWORD_FILE" ]; then
            say "the password file $SOFIA_PASSWORD_FILE cannot be read"
            exit 64
        fi
        SOFIA_PASSWORD=''
        # A last line without its end is a line.
        IFS= read -r SOFIA_PASSWORD <"$SOFIA_PASSWORD_FILE" || :
        export SOFIA_PASSWORD
    fi
    deadline=$(($(now) + SOFIA_TIMEOUT))
}

# ask COMMAND: runs it on the node. Prints the reply of a node that agrees. Status 1 when the node
# refuses and 2 when there is no answer, with the reason on standard error.
ask() {
    left=$((deadline - $(now)))
    if [ "$left" -lt 1 ]; then
        say "$1: no time is left of $SOFIA_TIMEOUT s"
        return 2
    fi
    reply=$(timeout -k 1 "$left" "$SOFIA" -T "${left}000" -t "${left}000" -x "$1" 2>&1)
    case $? in
    0) printf '%s\n' "$reply" ;;
    1)
        say "$1: $reply"
        return 1
        ;;
    124 | 137)
        say "$1: no answer within $left s"
        return 2
        ;;
    126 | 127)
        say "$1: the client '$SOFIA' cannot be run: $reply"
        return 2
        ;;
    *)
        say "$1: $reply"
        return 2
        ;;
    esac
}
