# shellcheck shell=sh
# Promotion scores: which node Pacemaker would rather promote. Sourced by the agent.
#
#   sound      100    Pacemaker lets the role stay where it is
#   failing     10    the role leaves for a sound peer; better than nobody
#
# Sound is what `sofia ha check` says of the node itself; what it says of its peer, of the agent and of
# the watchdog does not count. An active node is failing only after ten seconds: a database that is away for
# both nodes must not move the role, and by then the standby, which checks every five seconds or once in
# its monitor's interval, has told that it is no better off.
#
# Only start and monitor tell a score. Each change of an attribute aborts the transition that is under
# way, so that a change in demote, stop or promote holds up the very takeover that they are part of
# (measured: 0.1 s to 0.9 s). The score of a stopped node has no effect, and start tells a new one.

# own_failures: the names of failed checks that count; "unanswered" when there was no answer.
own_failures() {
    ask_node "$step" "sofia ha check" || case $refusal in
    -ERR*) ;;
    *)
        echo unanswered
        return
        ;;
    esac
    printf '%s\n' "$reply" | awk '$1 == "fail" && $2 !~ /^(peer|agent|watchdog)$/ { print $2 }'
}

# has_failed_for SECONDS: whether the first failed check since the last clean one is that long ago.
has_failed_for() {
    since=''
    read -r since 2>/dev/null <"$state.doubt" || now >"$state.doubt"
    [ "${since:-$(now)}" -le $(($(now) - $1)) ]
}

# update_score ROLE [always]: checks the node, every five seconds at most, and tells Pacemaker a score
# that has changed. A probe tells it anyhow, because Pacemaker may have forgotten.
update_score() {
    told='' checked=0 due=${2-}
    read -r told checked 2>/dev/null <"$state.score" || :
    ! ocf_is_probe || due=always
    if [ "$due" = always ]; then
        told=''
    elif [ "${checked:-0}" -gt $(($(now) - 5)) ] && [ "$told" = 100 ]; then
        return 0
    fi
    failed=$(own_failures)
    if [ -z "$failed" ]; then
        rm -f "$state.doubt"
    elif [ "$1" = ACTIVE ] && ! has_failed_for 10; then
        [ "$due" = always ] || return 0
        failed=''
    fi
    score=${failed:+10}
    score=${score:-100}
    if [ "$score" != "$told" ]; then
        # Pacemaker may answer a score by a move of the role, and that by killing the monitor that told it,
        # before this one has written it down. Then nothing is known, and the next monitor tells it again.
        rm -f "$state.score"
        [ -z "$failed" ] || ocf_log warn "promotion score $score: failed checks: $failed"
        tell_score "$score" || return 0
    fi
    echo "$score $(now)" >"$state.score"
}

# tell_score SCORE: ocf_promotion_score within a limit, since a monitor must not hang when a
# daemon of the cluster does.
tell_score() {
    if have_binary "$HA_SBIN_DIR/crm_attribute"; then
        timeout -k 1 "$step" "$HA_SBIN_DIR/crm_attribute" --promotion -v "$1" >/dev/null 2>&1
    fi
}
