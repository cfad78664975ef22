"""The whole active machine fails, in two ways."""

import unittest

from support.cluster.pair import PairStory


class PowerOff(PairStory):
    def survives(self, name, fault):
        outcome, old, _ = self.fault_and_takeover(name, fault)
        self.assert_nothing_lost(outcome, within_ms=8000)
        self.assertEqual([old.name], self.cluster.power.fenced()[-1:])
        self.assertFalse(old.is_on)
        self.when(f"{old.name} is switched on again")
        old.power_on()
        self.assert_back_as_standby(old)

    def test_power_off_and_a_machine_that_hangs(self):
        self.survives("power off", lambda active: active.power_off())
        self.survives("machine hangs", lambda active: active.freeze())


if __name__ == "__main__":
    unittest.main()
