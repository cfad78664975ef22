#!/bin/sh
# The pair of pair.crm for pcs: edit the addresses, then run it on one node as root. It changes the
# configuration in a file and pushes it in one piece.
set -eu
db='postgresql://sofia@db1,db2/sofia?target_session_attrs=read-write&connect_timeout=2'
cib=$(mktemp)
trap 'rm -f "$cib"' EXIT
pcs cluster cib "$cib"
at() { pcs -f "$cib" "$@"; }

at resource create address ocf:sofia:address \
    ip=192.0.2.10 cidr_netmask=24 \
    op monitor interval=5s timeout=20s start timeout=20s stop timeout=20s
at resource create node ocf:sofia:node cluster=office conf=/etc/sofia-node db="$db" \
    password_file=/etc/sofia-node/event-socket.password sip_uri=sip:192.0.2.10 \
    op start timeout=60s stop timeout=30s promote timeout=30s demote timeout=20s \
    monitor role=Promoted interval=3s timeout=15s \
    monitor role=Promoted interval=11s timeout=20s OCF_CHECK_LEVEL=10 \
    monitor role=Unpromoted interval=5s timeout=15s \
    meta priority=10
at resource promotable node node-clone notify=false interleave=true \
    migration-threshold=1 failure-timeout=60s
at constraint colocation add address with Promoted node-clone INFINITY
at constraint order start address 'then' promote node-clone

at resource create router ocf:pacemaker:ping host_list=192.0.2.254 multiplier=1000 attempts=2 \
    timeout=1 dampen=2s op monitor interval=3s timeout=60s start timeout=60s stop timeout=20s clone
at constraint location node-clone rule role=Promoted score=-INFINITY not_defined pingd or pingd lt 1000

at stonith create reach fence_reach ping=192.0.2.254 tcp=db1:5432,db2:5432 \
    pcmk_host_list='east west' pcmk_host_check=static-list op monitor interval=60s timeout=20s
for node in east:10.0.2.1 west:10.0.2.2; do
    at stonith create "power-${node%:*}" fence_ipmilan ip="${node#*:}" username=fence \
        password_script=/etc/sofia-node/ipmi-password lanplus=1 \
        pcmk_host_list="${node%:*}" pcmk_host_check=static-list op monitor interval=60s timeout=20s
    at constraint location "power-${node%:*}" avoids "${node%:*}"
    at stonith level add 1 "${node%:*}" reach "power-${node%:*}"
done

at property set stonith-enabled=true stonith-action=off no-quorum-policy=stop \
    priority-fencing-delay=4s cluster-recheck-interval=60s
at resource defaults update resource-stickiness=100
pcs cluster cib-push "$cib"
