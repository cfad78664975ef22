"""A real Corosync and Pacemaker cluster on one machine.

Everything lives in namespaces of one world (`world`): the story itself is process 1 of the world, so
that its end, however it comes, is the end of all of it. The world's own network holds the switches
(`network`), phones, SIPp and what else stands outside the machines. A machine (`machine`) has
namespaces of its own and is switched off by killing its process 1; Pacemaker does the same with
the fence agent in `agents` and the power controller (`power`).
"""
