"""What Pacemaker says about its resources."""

import subprocess
from dataclasses import dataclass, field
from xml.etree import ElementTree


@dataclass
class State:
    """One look at the cluster, from one machine."""

    online: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    has_dc: bool = False
    promoted: list[str] = field(default_factory=list)
    unpromoted: list[str] = field(default_factory=list)
    # Where the address is.
    vip: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    # Attributes of the machines that have any, by name and value.
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def active(self) -> str:
        """The one machine that has both role and address; empty when there is none."""
        return self.promoted[0] if len(self.promoted) == 1 and self.promoted == self.vip else ""

    @staticmethod
    def parse(text: str) -> "State":
        """From the output of `crm_mon -1 --output-as=xml`."""
        state = State()
        try:
            root = ElementTree.fromstring(text)
        except ElementTree.ParseError:
            return state
        dc = root.find("summary/current_dc")
        state.has_dc = dc is not None and dc.get("present") == "true"
        for node in root.iterfind("nodes/node"):
            if node.get("online") == "true":
                state.online.append(node.get("name"))
            if node.get("pending") == "true":
                state.pending.append(node.get("name"))
        for resource in root.iter("resource"):
            places = [node.get("name") for node in resource.iterfind("node")]
            if resource.get("id") == "vip":
                state.vip += places
            elif resource.get("id") == "node" and resource.get("pending") is None:
                if resource.get("role") in ("Promoted", "Master"):
                    state.promoted += places
                elif resource.get("role") in ("Unpromoted", "Slave", "Started"):
                    state.unpromoted += places
        for node in root.iterfind("node_attributes/node"):
            values = {a.get("name"): a.get("value") for a in node.iterfind("attribute")}
            state.attributes[node.get("name")] = values
        for failure in root.iterfind("failures/failure"):
            state.failed.append(f"{failure.get('op_key')} on {failure.get('node')}")
        return state


def look(machine) -> State:
    """The state as that machine's Pacemaker has it; an empty one when it cannot say."""
    if not machine.is_on:
        return State()
    try:
        return State.parse(machine.run("crm_mon", "-1", "--output-as=xml", within=5).stdout)
    except subprocess.TimeoutExpired:
        return State()
