# shellcheck shell=sh
# What the agent knows about the process: where its state is written, whether it lives, what it says.
# Sourced by the agent after ocf-shellfuncs; every call to the node is bounded.

# Names of OCF 1.1, which the shell functions of today's resource-agents know by their old ones.
: "${OCF_RUNNING_PROMOTED:=${OCF_RUNNING_MASTER:-8}}"
: "${OCF_FAILED_PROMOTED:=${OCF_FAILED_MASTER:-9}}"

# settle: derives the names and limits that the actions use from the environment.
settle() {
    resource=${OCF_RESOURCE_INSTANCE:-node}
    resource=${resource%%:*}
    state=${HA_RSCTMP:-/run/resource-agents}/sofia-node-$resource
    [ -d "${state%/*}" ] || mkdir -p "${state%/*}" 2>/dev/null
    cluster_node=${OCF_RESKEY_CRM_meta_on_node:-$(ocf_local_nodename)}
    node_name=${OCF_RESKEY_node_name:-$cluster_node}
    # Seconds that Pacemaker gives this action, and that one call to the node may take of it.
    budget=${OCF_RESKEY_CRM_meta_timeout:-20000}
    case $budget in '' | *[!0-9]*) budget=20000 ;; esac
    budget=$((budget / 1000))
    [ "$budget" -ge 4 ] || budget=4
    step=$((budget / 5))
    [ "$step" -ge 1 ] || step=1
    [ "$step" -le 3 ] || step=3
    pid='' role='' refusal='' failure='' reply='' process_state=''
    SOFIA=$OCF_RESKEY_client
    SOFIA_PORT=${OCF_RESKEY_event_socket##*:}
    SOFIA_HOST=${OCF_RESKEY_event_socket%:*}
    SOFIA_HOST=${SOFIA_HOST#[}
    SOFIA_HOST=${SOFIA_HOST%]}
    SOFIA_PASSWORD_FILE=$OCF_RESKEY_password_file
    export SOFIA SOFIA_HOST SOFIA_PORT SOFIA_PASSWORD_FILE
}

# Seconds of a clock that nobody sets. These small things are asked often while a takeover waits, so they start no
# programs.
now() {
    read -r uptime _ </proc/uptime
    echo "${uptime%%.*}"
}

# The phase is what the agent has brought the process to: starting, unpromoted, promoted, stopping;
# nothing when it is stopped. It says what a missing process means.
phase() {
    word=''
    read -r word 2>/dev/null <"$state.phase" || :
    echo "$word"
}
set_phase() { [ "$(phase)" = "$1" ] || echo "$1" >"$state.phase"; }
forget() {
    rm -f "$state.pid" "$state.phase" "$state.exit" "$state.score" "$state.recover" "$state.doubt" \
        "$state.told"
}
# told_lately: whether the watcher has told of a death within the last five seconds.
told_lately() {
    read -r when 2>/dev/null <"$state.told" || return 1
    [ "${when:-0}" -gt $(($(now) - 5)) ]
}
exit_status() { cat "$state.exit" 2>/dev/null || echo unknown; }
# The end of its log, for a start that failed.
last_words() { tail -n 2 "$OCF_RESKEY_log_file" 2>/dev/null | tr '\n' ' ' | cut -c 1-400; }

# lives PID STARTTIME: whether that very process is alive, which a zombie is not. Sets process_state.
lives() {
    facts=''
    read -r facts 2>/dev/null <"/proc/$1/stat" || :
    # After the name come state, ... and as the 20th field the start time (proc(5)).
    # shellcheck disable=SC2086
    set -- "$2" ${facts##*) }
    process_state=${2-}
    case $process_state in '' | Z | X) return 1 ;; esac
    [ "${21-}" = "$1" ]
}

# find_process: sets pid to the node's process, also when its file was lost or holds garbage: each
# process that the watcher starts carries the name of its state in its environment. The nodes of
# containers on this machine may have the same name, and are told by their pid namespace.
find_process() {
    recorded='' started=''
    read -r recorded started 2>/dev/null <"$state.pid" || :
    case $recorded$started in
    '' | *[!0-9]*) ;;
    *)
        pid=$recorded
        lives "$recorded" "$started" && return 0
        ;;
    esac
    ours=$(readlink /proc/self/ns/pid)
    for found in $(grep -lszxF "SOFIA_NODE_STATE=$state" /proc/[0-9]*/environ 2>/dev/null); do
        pid=${found#/proc/}
        pid=${pid%/environ}
        [ "$(readlink "/proc/$pid/ns/pid" 2>/dev/null)" = "$ours" ] || continue
        started=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)
        lives "$pid" "${started:-none}" && return 0
    done
    pid=''
    return 1
}

# is_suspended: whether the process that was found is stopped by a signal, so that asking is in vain.
is_suspended() { case $process_state in T | t) return 0 ;; *) return 1 ;; esac }

# wait_for_end DEADLINE: until the process that was found has gone.
wait_for_end() {
    while lives "$pid" "$started"; do
        [ "$(now)" -lt "$1" ] || return 1
        sleep 0.02
    done
}

# ask_node SECONDS COMMAND: sets reply; what went wrong is in refusal.
ask_node() {
    if [ -z "${SOFIA_PASSWORD-}" ] && [ -n "$SOFIA_PASSWORD_FILE" ]; then
        SOFIA_PASSWORD=$(cat "$SOFIA_PASSWORD_FILE" 2>/dev/null)
        export SOFIA_PASSWORD
    fi
    refusal=''
    reply=$(timeout -k 1 "$1" "$SOFIA" -T "${1}000" -t "${1}000" -x "$2" 2>&1) && return 0
    refusal=${reply:-no answer within $1 s}
    return 1
}

# ask_role SECONDS: sets role to ACTIVE, STANDBY, PROMOTING or FENCED.
ask_role() {
    role=''
    ask_node "$1" "sofia ha status" || return 1
    role=$(printf '%s\n' "$reply" | sed -n 's/^role[ :]*//p' | sed 1q)
    [ -n "$role" ] && return 0
    refusal="no role in: $reply"
    return 1
}

# ha_program promote|demote ARGUMENT...: runs it within the action's time; the reasons of a failure are
# in failure, in one line.
ha_program() {
    program=$1
    shift
    failure=$(SOFIA_TIMEOUT=$((budget > 6 ? budget - 3 : budget - 2)) timeout -k 1 $((budget - 1)) \
        "$SOFIA_HA_DIR/$program" "$@" 2>&1 >/dev/null)
    set -- $?
    failure=$(printf '%s' "$failure" | tr '\n' ' ')
    return "$1"
}

# recover_if_due: says recover again when promote could not.
recover_if_due() {
    [ -e "$state.recover" ] || return 0
    ask_node "$step" "sofia recover" && rm -f "$state.recover"
}
