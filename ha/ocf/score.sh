# shellcheck shell=sh
# Promotion scores: which node Pacemaker would rather promote. Sourced by the agent.
#
#   active, sound    1000   stays what it is
#   standby, sound    100   takes over from an active node that is not
#   active, failing    20   keeps its calls while the peer is no better
#   standby, failing   10   better than nobody
#
# Sound is what `sofia ha check` says of the node itself; what it says of its peer, of the agent and of
# the watchdog does not count. An active node is failing only after two checks in a row.

# score_of ROLE FAILED: the score as above.
score_of() {
    case $1$2 in
    ACTIVE) echo 1000 ;;
    STANDBY) echo 100 ;;
    ACTIVE*) echo 20 ;;
    *) echo 10 ;;
    esac
}

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

# update_score ROLE [always]: checks the node, every five seconds at most, and tells Pacemaker a score
# that has changed. A probe tells it anyhow, because Pacemaker may have forgotten.
update_score() {
    told='' checked=0 due=${2-}
    read -r told checked 2>/dev/null <"$state.score" || :
    ! ocf_is_probe || due=always
    if [ "$due" = always ]; then
        told=''
    elif [ "${checked:-0}" -gt $(($(now) - 5)) ] && [ "$told" = "$(score_of "$1" '')" ]; then
        return 0
    fi
    failed=$(own_failures)
    if [ -z "$failed" ]; then
        rm -f "$state.doubt"
    elif [ "$1" = ACTIVE ] && [ ! -e "$state.doubt" ]; then
        : >"$state.doubt"
        [ "$due" = always ] || return 0
        failed=''
    fi
    score=$(score_of "$1" "$failed")
    if [ "$score" != "$told" ]; then
        [ -z "$failed" ] || ocf_log warn "promotion score $score: failed checks: $failed"
        tell_score -v "$score" || return 0
    fi
    echo "$score $(now)" >"$state.score"
}

# shift_score ROLE: the score of a new role, by what was last known of the node. Nothing is asked here:
# the address waits for the end of demote, and the next monitor checks.
shift_score() {
    told=''
    read -r told checked 2>/dev/null <"$state.score" || :
    case $told in
    10 | 20) score=$(score_of "$1" failing) ;;
    *) score=$(score_of "$1" '') ;;
    esac
    [ "$score" = "$told" ] || { tell_score -v "$score" && echo "$score 0" >"$state.score"; }
}

# tell_score ARGUMENT...: ocf_promotion_score within a limit, since a monitor must not hang when a
# daemon of the cluster does.
tell_score() {
    if have_binary "$HA_SBIN_DIR/crm_attribute"; then
        timeout -k 1 "$step" "$HA_SBIN_DIR/crm_attribute" --promotion "$@" >/dev/null 2>&1
    fi
}
