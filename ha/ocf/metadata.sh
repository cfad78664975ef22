# shellcheck shell=sh
# What the agent says of itself, and the defaults of its parameters. Sourced by the agent.

OCF_RESKEY_binary_default=/usr/sbin/sofiad
OCF_RESKEY_client_default=/usr/bin/sofia
OCF_RESKEY_conf_default=/etc/sofia-node
OCF_RESKEY_event_socket_default=127.0.0.1:8021
OCF_RESKEY_log_file_default=/var/log/sofia-node/node.log

node_usage() {
    echo "usage: node start|stop|monitor|promote|demote|notify|reload|reload-agent|validate-all|meta-data"
}

# parameter NAME ATTRIBUTES DEFAULT SHORT LONG
parameter() {
    cat <<END
<parameter name="$1"${2:+ $2}>
<longdesc lang="en">$5</longdesc>
<shortdesc lang="en">$4</shortdesc>
<content type="string" default="$3"/>
</parameter>
END
}

node_metadata() {
    cat <<'END'
<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
<resource-agent name="node" version="0.1.0">
<version>1.1</version>
<longdesc lang="en">
Runs a Sofia Node, a SIP registrar and back-to-back user agent whose calls live in a database, as a
promotable clone: the promoted node serves SIP, the others are warm. Stop keeps the calls in the
database, and promote takes them over. The death of the process is told to Pacemaker at once.
</longdesc>
<shortdesc lang="en">SIP node with recoverable calls</shortdesc>
<parameters>
END
    parameter binary 'unique="0"' "$OCF_RESKEY_binary_default" "Node program" "Path of sofiad."
    parameter client 'unique="0" reloadable="1"' "$OCF_RESKEY_client_default" "Client program" \
        "Path of sofia, by which the agent talks to the node."
    parameter conf 'unique="0"' "$OCF_RESKEY_conf_default" "Configuration folder" \
        "Folder of the XML configuration and of node.conf; equal on all nodes."
    parameter db 'unique="0"' "" "Database" \
        "DSN of the shared database, for example postgresql://sofia@db1,db2/sofia?target_session_attrs=read-write. Empty: as node.conf says."
    parameter cluster 'unique="0" required="1"' "" "Cluster name" \
        "Name that the nodes of a pair share; calls and epoch in the database belong to it."
    parameter node_name 'unique="0"' "" "Node name" \
        "Name of this node in the database. Empty: the cluster node's name."
    parameter event_socket 'unique="0"' "$OCF_RESKEY_event_socket_default" "Event socket" \
        "ADDRESS:PORT where the node takes commands."
    parameter password_file 'unique="0"' "" "Password file" \
        "File with the event socket's password, not readable by everybody. Empty: as the configuration says."
    parameter sip_uri 'unique="0" reloadable="1"' "" "URI for the deep monitor" \
        "What a monitor with OCF_CHECK_LEVEL=10 sends OPTIONS to while promoted, for example sip:192.0.2.10;transport=tcp. Empty: no such question is asked."
    parameter options 'unique="0"' "" "More options" "Further options of sofiad, separated by blanks."
    parameter log_file 'unique="0"' "$OCF_RESKEY_log_file_default" "Log file" \
        "File for the node's log; its folder is made."
    cat <<'END'
</parameters>
<actions>
<action name="start" timeout="60s"/>
<action name="stop" timeout="30s"/>
<action name="promote" timeout="30s"/>
<action name="demote" timeout="20s"/>
<action name="monitor" role="Promoted" depth="0" interval="3s" timeout="15s"/>
<action name="monitor" role="Promoted" depth="10" interval="11s" timeout="20s"/>
<action name="monitor" role="Unpromoted" depth="0" interval="5s" timeout="15s"/>
<action name="notify" timeout="5s"/>
<action name="reload" timeout="20s"/>
<action name="reload-agent" timeout="20s"/>
<action name="meta-data" timeout="5s"/>
<action name="validate-all" timeout="20s"/>
</actions>
</resource-agent>
END
}
