"""Pacemaker's configuration as XML."""

from xml.sax.saxutils import quoteattr


def pairs(prefix: str, values: dict[str, object]) -> str:
    """nvpair elements, with ids that start with `prefix`."""
    return "".join(
        f"<nvpair id='{prefix}-{name}' name={quoteattr(name)} value={quoteattr(str(value))}/>"
        for name, value in values.items()
    )


def operations(resource: str, *rows: tuple[str, str, str, str]) -> str:
    """An <operations> element; rows are name, interval, timeout, role ("" for none)."""
    ops = ""
    for name, interval, timeout, role in rows:
        of_role = f" role='{role}'" if role else ""
        ops += (
            f"<op id='{resource}-{name}-{role or interval}' name='{name}' "
            f"interval='{interval}' timeout='{timeout}'{of_role}/>"
        )
    return f"<operations>{ops}</operations>"


def address_resource(ip: str, agent: tuple[str, str] = ("sofia", "address")) -> str:
    """The resource `vip`: the address that the active node has. `agent` is provider and type."""
    provider, kind = agent
    values = {"ip": ip, "cidr_netmask": 24, "nic": "svc0"}
    return (
        f"<primitive id='vip' class='ocf' provider='{provider}' type='{kind}'>"
        f"<instance_attributes id='vip-ia'>{pairs('vip', values)}</instance_attributes>"
        + operations(
            "vip",
            ("monitor", "2s", "10s", ""),
            ("start", "0", "20s", ""),
            ("stop", "0", "20s", ""),
        ).replace("vip-start-0", "vip-start").replace("vip-stop-0", "vip-stop")
        + "</primitive>"
    )


def promotable(
    agent: tuple[str, str], values: dict[str, object], failure_timeout: str = "20s"
) -> str:
    """The resource `node`, cloned as `node-clone` with one promoted instance. `agent` is provider
    and type. A failure moves the role at once, and is forgotten after `failure_timeout`."""
    provider, kind = agent
    meta = {
        "promotable": "true", "promoted-max": 1, "promoted-node-max": 1, "clone-node-max": 1,
        "notify": "false", "interleave": "true", "migration-threshold": 1, "resource-stickiness": 1,
        "failure-timeout": failure_timeout, "priority": 10,
    }  # fmt: skip
    ops = operations(
        "node",
        ("monitor", "1s", "10s", "Promoted"),
        ("monitor", "2s", "10s", "Unpromoted"),
        *((name, "0", "30s", "") for name in ("start", "stop", "promote", "demote")),
    )
    return (
        f"<clone id='node-clone'><meta_attributes id='node-ma'>{pairs('node-ma', meta)}"
        "</meta_attributes>"
        f"<primitive id='node' class='ocf' provider='{provider}' type='{kind}'>"
        f"<instance_attributes id='node-ia'>{pairs('node-ia', values)}</instance_attributes>"
        f"{ops}</primitive></clone>"
    )


# The address is where the promoted node is, and is there before the node is promoted.
ADDRESS_FOLLOWS = (
    "<rsc_colocation id='vip-with-promoted' rsc='vip' with-rsc='node-clone' "
    "with-rsc-role='Promoted' score='INFINITY'/>"
    "<rsc_order id='vip-then-promote' first='vip' first-action='start' then='node-clone' "
    "then-action='promote' kind='Mandatory' symmetrical='true'/>"
)


def fence_device(name: str, target: str, agent: str, values: dict[str, object]) -> str:
    """A fence device that can fence `target` only."""
    given = {"pcmk_host_list": target, "pcmk_host_check": "static-list", **values}
    return (
        f"<primitive id='{name}' class='stonith' type='{agent}'>"
        f"<instance_attributes id='{name}-ia'>{pairs(name, given)}</instance_attributes></primitive>"
    )


def fence_level(target: str, *devices: str) -> str:
    """All of these devices must succeed to fence `target`, in this order."""
    return (
        f"<fencing-level id='level-{target}' target='{target}' index='1' "
        f"devices='{','.join(devices)}'/>"
    )


def network_watch(router: str) -> str:
    """The resource `watch`: each machine asks the router of the service network every second, and
    keeps the result as its attribute `service-network`."""
    values = {
        "host_list": router, "name": "service-network", "multiplier": 10000, "dampen": "1s",
        "attempts": 2, "timeout": 1,
    }  # fmt: skip
    return (
        "<clone id='watch-clone'><primitive id='watch' class='ocf' provider='pacemaker' type='ping'>"
        f"<instance_attributes id='watch-ia'>{pairs('watch', values)}</instance_attributes>"
        + operations("watch", ("monitor", "1s", "10s", ""))
        + "</primitive></clone>"
    )


# The role goes to a machine that reaches the service network rather than to one that does not.
PREFER_WHO_REACHES = (
    "<rsc_location id='prefer-who-reaches' rsc='node-clone'>"
    "<rule id='reaches' role='Promoted' score-attribute='service-network'>"
    "<expression id='reaches-known' attribute='service-network' operation='defined'/>"
    "</rule></rsc_location>"
)


def not_on(resource: str, node: str) -> str:
    """A machine does not run the device that fences it."""
    return f"<rsc_location id='no-{resource}' rsc='{resource}' node='{node}' score='-INFINITY'/>"


def cib(
    names: list[str],
    options: dict[str, object],
    resources: str,
    constraints: str,
    topology: str = "",
) -> str:
    """The whole document, for machines with ids 1, 2, ..."""
    properties = {
        "dc-deadtime": "1s",
        "stonith-enabled": "true",
        "no-quorum-policy": "stop",
        "cluster-recheck-interval": "60s",
        "stonith-action": "off",
        **options,
    }
    nodes = "".join(f"<node id='{n}' uname='{name}'/>" for n, name in enumerate(names, 1))
    levels = f"<fencing-topology>{topology}</fencing-topology>" if topology else ""
    return (
        "<cib crm_feature_set='3.16.1' validate-with='pacemaker-3.9' admin_epoch='0' epoch='1' "
        "num_updates='0'><configuration>"
        "<crm_config><cluster_property_set id='cib-bootstrap-options'>"
        f"{pairs('cib', properties)}</cluster_property_set></crm_config>"
        f"<nodes>{nodes}</nodes><resources>{resources}</resources>"
        f"<constraints>{constraints}</constraints>{levels}"
        "<rsc_defaults><meta_attributes id='defaults'>"
        f"{pairs('defaults', {'resource-stickiness': 1})}</meta_attributes></rsc_defaults>"
        "</configuration><status/></cib>\n"
    )
