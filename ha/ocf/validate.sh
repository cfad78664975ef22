# shellcheck shell=sh
# The parameters' defaults, kept here alone, and what must be true of their values. Sourced by the
# agent.

: "${OCF_RESKEY_binary=$OCF_RESKEY_binary_default}"
: "${OCF_RESKEY_client=$OCF_RESKEY_client_default}"
: "${OCF_RESKEY_conf=$OCF_RESKEY_conf_default}"
: "${OCF_RESKEY_db=}" "${OCF_RESKEY_cluster=}" "${OCF_RESKEY_node_name=}"
: "${OCF_RESKEY_event_socket=$OCF_RESKEY_event_socket_default}"
: "${OCF_RESKEY_password_file=}" "${OCF_RESKEY_sip_uri=}" "${OCF_RESKEY_options=}"
: "${OCF_RESKEY_log_file=$OCF_RESKEY_log_file_default}"

# misconfigured REASON: wrong on every node.
misconfigured() {
    ocf_exit_reason "$1"
    return "$OCF_ERR_CONFIGURED"
}

# not_here REASON: wrong on this node, another may do better.
not_here() {
    ocf_exit_reason "$1"
    return "$OCF_ERR_INSTALLED"
}

# node_validate: the first thing that is wrong, with the code that tells Pacemaker where else to try.
node_validate() {
    validate_words && validate_files && validate_configuration
}

validate_words() {
    if [ -z "$OCF_RESKEY_cluster" ]; then
        misconfigured "cluster is empty: both nodes of a pair need the same name"
        return
    fi
    case $SOFIA_PORT in
    '' | *[!0-9]* | ??????*) misconfigured "event_socket '$OCF_RESKEY_event_socket' is not ADDRESS:PORT"; return ;;
    esac
    case $OCF_RESKEY_event_socket in
    ?*:?*) ;;
    *) misconfigured "event_socket '$OCF_RESKEY_event_socket' is not ADDRESS:PORT"; return ;;
    esac
    case $OCF_RESKEY_db in
    '' | sqlite://* | postgresql://* | postgres://*) ;;
    *) misconfigured "db is neither sqlite:// nor postgresql://"; return ;;
    esac
    case $OCF_RESKEY_sip_uri in
    '' | sip:?*) ;;
    *) misconfigured "sip_uri '$OCF_RESKEY_sip_uri' does not begin with sip:"; return ;;
    esac
    case $OCF_RESKEY_conf$OCF_RESKEY_log_file in
    /*) ;;
    *) misconfigured "conf '$OCF_RESKEY_conf' is not an absolute path"; return ;;
    esac
}

validate_files() {
    for program in "$OCF_RESKEY_binary" "$OCF_RESKEY_client"; do
        have_binary "$program" || { not_here "there is no program $program"; return; }
    done
    for program in promote demote ocf/watch; do
        [ -x "$SOFIA_HA_DIR/$program" ] || { not_here "there is no program $SOFIA_HA_DIR/$program"; return; }
    done
    [ -d "$OCF_RESKEY_conf" ] || { not_here "there is no folder $OCF_RESKEY_conf"; return; }
    [ -n "$OCF_RESKEY_password_file" ] || return 0
    [ -f "$OCF_RESKEY_password_file" ] || { not_here "there is no file $OCF_RESKEY_password_file"; return; }
    if [ ! -r "$OCF_RESKEY_password_file" ] || [ -n "$(find "$OCF_RESKEY_password_file" -perm -004)" ]; then
        ocf_exit_reason "$OCF_RESKEY_password_file must be readable by its owner and not by everybody"
        return "$OCF_ERR_PERM"
    fi
}

# The configuration tree as sofiad reads it.
validate_configuration() {
    complaint=$(timeout -k 1 "$step" "$OCF_RESKEY_binary" --conf "$OCF_RESKEY_conf" --check-config 2>&1) &&
        return 0
    not_here "the configuration is refused: $(printf '%s' "$complaint" | tail -n 1)"
}
