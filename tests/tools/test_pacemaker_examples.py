"""The examples for Pacemaker and Corosync, run through crmsh, pcs, corosync and Pacemaker's own checks."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.installed import HA, POSSIBLE, WHY_NOT, Installed

EXAMPLES = HA / "examples"
# Nobody has ever seen the two machines, and so they cannot have a quorum.
KNOWN = re.compile("due to lack of quorum|is unclean but cannot be fenced")
# What Pacemaker takes when nothing is said.
DEFAULTS = {
    "meta": {"promoted-max": "1", "promoted-node-max": "1", "clone-node-max": "1", "notify": "false"},
    "rsc_colocation": {"rsc-role": "Started"},
    "rsc_order": {"kind": "Mandatory", "symmetrical": "true"},
}
# pcs also writes down timeouts, as agents advise them, of what this configuration never lets happen.
UNUSED = {"notify", "reload", "reload-agent"}


def pairs(of, kind):
    return {pair.get("name"): pair.get("value") for pair in of.iterfind(f"{kind}/nvpair")}


def without_ids(element, *inherited):
    """An element's attributes, and those of what is in it, as text without ids and defaults."""
    defaults = DEFAULTS.get(element.tag, {})
    given = {k: v for k, v in element.attrib.items() if k != "id" and defaults.get(k) != v}
    words = [f"{k}={v}" for k, v in sorted(given.items())]
    return " ".join([*inherited, element.tag, *words, *(f"({without_ids(part)})" for part in element)])


def said_of(resource):
    """Everything that a configuration says of a resource, a line each."""
    name = resource.get("id")
    agent = ":".join(filter(None, (resource.get("class"), resource.get("provider"), resource.get("type"))))
    yield f"{name} is {resource.tag} {agent}"
    for key, value in pairs(resource, "meta_attributes").items():
        if DEFAULTS["meta"].get(key) != value:
            yield f"{name}: meta {key}={value}"
    for key, value in pairs(resource, "instance_attributes").items():
        yield f"{name}: {key}={value}"
    for operation in resource.iterfind("operations/op"):
        given = {**operation.attrib, **pairs(operation, "instance_attributes")}
        given["interval"] = given["interval"].removesuffix("s")
        if given.pop("id") and given["name"] not in UNUSED:
            yield f"{name}: op " + " ".join(f"{k}={v}" for k, v in sorted(given.items()))
    for part in (*resource.iterfind("primitive"), *resource.iterfind("clone")):
        yield f"{part.get('id')} is in {name}"
        yield from said_of(part)


def meaning(cib):
    """What a configuration says, whoever wrote it."""
    configuration = ElementTree.fromstring(cib).find("configuration")
    lines = [f"property {k}={v}" for k, v in pairs(configuration, "crm_config/cluster_property_set").items()]
    lines += [f"default {k}={v}" for k, v in pairs(configuration, "rsc_defaults/meta_attributes").items()]
    for part in configuration.find("resources"):
        lines += said_of(part)
    lines += [without_ids(part) for part in configuration.find("constraints")]
    lines += [without_ids(part) for part in configuration.find("fencing-topology")]
    return sorted(lines)


def findings(said):
    """The lines that warn of something."""
    lines = [line for line in said.splitlines() if re.search("error|warning", line, re.I)]
    return [line for line in lines if not KNOWN.search(line)]


@unittest.skipUnless(POSSIBLE, WHY_NOT)
class Pair(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        home = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.cib = home / "cib.xml"
        # CIB_file stands for the cluster.
        cls.machine = Installed(home, {"CIB_file": str(cls.cib)})
        empty = cls.machine.output("cibadmin", "--empty")
        cls.two_machines = empty.replace("<nodes/>", "<nodes><node id='1' uname='east'/><node id='2' uname='west'/></nodes>")
        cls.cib.write_text(cls.two_machines)
        cls.said = cls.load("pacemaker/pair.crm")
        cls.of_crmsh = cls.cib.read_text()

    @classmethod
    def load(cls, file):
        """What crmsh says to an example."""
        return cls.machine.output("crm", "configure", "load", "update", EXAMPLES / file)

    def verify(self):
        """Pacemaker's own check."""
        done = subprocess.run(["/usr/sbin/crm_verify", "-VV", "-x", self.cib], capture_output=True, text=True)
        self.assertEqual([], findings(done.stderr.replace("crm_verify: Warnings found", "")))

    def test_is_accepted_by_crmsh_and_says_what_matters(self):
        # crmsh also compares with what the agents advise.
        self.assertEqual([], findings(self.said))
        self.cib.write_text(self.of_crmsh)
        self.verify()
        for wanted in (
            r'<rsc_colocation[^>]*rsc="address"[^>]*with-rsc="node-clone"[^>]*with-rsc-role="Promoted"',
            r'<rsc_order[^>]*first="address"[^>]*then="node-clone"[^>]*then-action="promote"',
            r'name="stonith-enabled" value="true"',
            r'<fencing-level[^>]*devices="reach,power-east"',
            r'name="OCF_CHECK_LEVEL" value="10"',
        ):
            self.assertRegex(self.of_crmsh, wanted)

    def test_is_the_same_for_pcs_and_for_crmsh(self):
        self.cib.write_text(self.two_machines)
        said = self.machine.output("sh", EXAMPLES / "pacemaker" / "pair.pcs.sh")
        self.assertNotRegex(said, "(?m)^Error")
        self.verify()
        self.assertEqual("\n".join(meaning(self.of_crmsh)), "\n".join(meaning(self.cib.read_text())))

    def test_gives_the_agent_parameters_that_it_has(self):
        meta_data = (HA / "ocf" / "metadata.sh").read_text()
        known = set(re.findall(r"^    parameter (\w+) ", meta_data, re.M))
        for file in ("pair.crm", "pair.pcs.sh"):
            text = (EXAMPLES / "pacemaker" / file).read_text()
            block = re.split(r"\b(?:op|meta)\b", text[text.index("ocf:sofia:node"):])[0]
            given = set(re.findall(r"(\w+)=", re.sub(r'"[^"]*"', '""', block)))
            self.assertTrue(given)
            self.assertLessEqual(given, known, file)

    def test_may_have_its_database_beside_it(self):
        self.cib.write_text(self.of_crmsh)
        self.assertEqual([], findings(self.load("postgresql/paf.crm")))
        self.verify()

    def test_corosync_takes_its_configuration_with_a_key(self):
        conf = EXAMPLES / "pacemaker" / "corosync.conf"
        key = self.machine.root / "etc" / "corosync" / "authkey"
        key.parent.mkdir()
        self.machine.output("corosync-keygen", "-l", "-k", key)
        self.machine.output("corosync", "-t", "-c", conf)


if __name__ == "__main__":
    unittest.main()
