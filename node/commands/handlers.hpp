#pragma once

#include "commands/verb.hpp"

/// Every command of the node: one function a command, in the file of its name. All of them run on
/// the SIP thread. What is not said here about texts is in behaviour-spec section 1.
namespace sofia::commands {

/// `sofia ...`: finds the verb; the usage text when there is none.
void sofia(Context& context, Arguments words, const Reply& reply);

// Verbs of `sofia`.
/// `sofia help`.
void sofia_help(Context& context, Arguments words, const Reply& reply);
/// `sofia status`, `... profile P [reg [S] | user U@H | pres S]`, `... gateway [G]`.
void sofia_status(Context& context, Arguments words, const Reply& reply);
/// The same as XML.
void sofia_xmlstatus(Context& context, Arguments words, const Reply& reply);
/// `sofia jsonstatus`.
void sofia_jsonstatus(Context& context, Arguments words, const Reply& reply);
/// `sofia recover [flush]`: takes over and rebuilds calls, or discards those nobody owns.
void sofia_recover(Context& context, Arguments words, const Reply& reply);
/// `sofia profile P ...`: finds the profile and what to do with it.
void sofia_profile(Context& context, Arguments words, const Reply& reply);
/// `sofia global siptrace|capture|watchdog|standby on|off`, `sofia global debug presence|sla|none`.
void sofia_global(Context& context, Arguments words, const Reply& reply);
/// `sofia ha status|promote|demote|check`: finds the verb.
void sofia_ha(Context& context, Arguments words, const Reply& reply);
/// `sofia ha status [--json]`: what this node is and whom it has beside it.
void ha_status(Context& context, Arguments words, const Reply& reply);
/// `sofia ha promote [CLUSTER] [--force] [--json]`: replies when it is over.
void ha_promote(Context& context, Arguments words, const Reply& reply);
/// `sofia ha check [--json]`: examines this node and what it sees of the others.
void ha_check(Context& context, Arguments words, const Reply& reply);
/// `sofia ha demote [--json]`: steps down in silence.
void ha_demote(Context& context, Arguments words, const Reply& reply);
/// `sofia loglevel C [N]`: how much the SIP stack itself says.
void sofia_loglevel(Context& context, Arguments words, const Reply& reply);
/// `sofia tracelevel [L]`: the level of the log at which traced messages are written.
void sofia_tracelevel(Context& context, Arguments words, const Reply& reply);
/// `sofia debug block sip|writer MS`, `sofia debug shut P`: breaks the node, so that tests see what
/// happens then. Unknown unless the node was started with --debug-hooks.
void sofia_debug(Context& context, Arguments words, const Reply& reply);

// Look-ups for dialplans and scripts.
/// `sofia_contact [~ua/][profile/]user[@domain][/concat]`: where a user can be reached.
void sofia_contact(Context& context, Arguments words, const Reply& reply);
/// `sofia_count_reg [profile/]user@domain`: how many live bindings.
void sofia_count_reg(Context& context, Arguments words, const Reply& reply);
/// `sofia_gateway_data G ivar|ovar|var N`: a variable of a gateway for calls in, out, or either.
void sofia_gateway_data(Context& context, Arguments words, const Reply& reply);
/// `sofia_username_of [profile/]user@domain`: the name with which the phone authenticated.
void sofia_username_of(Context& context, Arguments words, const Reply& reply);

/// `sofia_presence_data list|status|rpid|user_agent [profile/]user@domain`: what is known of
/// whoever registered.
void sofia_presence_data(Context& context, Arguments words, const Reply& reply);
/// `sofia_dig [xml] [@dnsserver] uri`: where requests to a URI go; replies when DNS has answered.
void sofia_dig(Context& context, Arguments words, const Reply& reply);

/// `user_exists id|number-alias <user> <domain>`: whether the directory has a user.
void user_exists(Context& context, Arguments words, const Reply& reply);
/// `acl <ip> <list>`: whether an access list, or a CIDR, allows an address.
void acl(Context& context, Arguments words, const Reply& reply);
/// `create_uuid`: a new UUID.
void create_uuid(Context& context, Arguments words, const Reply& reply);
/// `list_users [group G] [domain D] [user U] [context C]`: users with their contacts.
void list_users(Context& context, Arguments words, const Reply& reply);
/// `user_data <user>@<domain> attr|var|param <name>`: a value of the directory.
void user_data(Context& context, Arguments words, const Reply& reply);
/// `domain_exists <domain>`.
void domain_exists(Context& context, Arguments words, const Reply& reply);
/// `uptime [us|ms|s|m|h|d]`: how long the node has been up, in seconds without a word.
void uptime(Context& context, Arguments words, const Reply& reply);
/// `regex <data>|<pattern>[|<substitution>[|n|b]]`: whether it matches, or the substitution.
void regex(Context& context, Arguments words, const Reply& reply);
/// `strepoch [<date> [<time>]]`: seconds since 1970 of a local time, of now without one.
void strepoch(Context& context, Arguments words, const Reply& reply);
/// `strftime [<epoch>|][<format>]`: a local time, of now without one, as strftime(3) writes it.
void strftime(Context& context, Arguments words, const Reply& reply);
/// `cond <a> ==|!=|<|<=|>|>= <b> ? <text> : <text>`: one of the texts; numbers are compared as
/// such.
void cond(Context& context, Arguments words, const Reply& reply);
/// `module_exists <module>`: `true` for those of the other system whose work this node does.
void module_exists(Context& context, Arguments words, const Reply& reply);
/// `url_encode <text>`, `url_decode <text>`, `md5 <text>`.
void url_encode(Context& context, Arguments words, const Reply& reply);
void url_decode(Context& context, Arguments words, const Reply& reply);
void md5(Context& context, Arguments words, const Reply& reply);
/// `group_call <group>[@<domain>][+A|+F|+E]`: the dial string of a group's users, together, one
/// after the other, or each as an originate of its own.
void group_call(Context& context, Arguments words, const Reply& reply);
/// `echo <text>`: the text.
void echo(Context& context, Arguments words, const Reply& reply);

/// `json {"command": "sofia.status"}`, `"sofia.status.info"`: the question with its answer in
/// `response`.
void json(Context& context, Arguments words, const Reply& reply);

// Calls.
/// `show channels|calls|bridged_calls|registrations [count] [as xml|json|delim D]`: counts at once,
/// lists in pieces between which SIP goes on.
void show(Context& context, Arguments words, const Reply& reply);
/// `originate <dial string> <extension>|&bridge(<dial string>) ...`.
void originate(Context& context, Arguments words, const Reply& reply);
/// `uuid_kill <uuid> [cause]`: ends the call that a leg belongs to.
void uuid_kill(Context& context, Arguments words, const Reply& reply);
/// `uuid_dump <uuid> [plain|xml|json]`: everything known of a leg.
void uuid_dump(Context& context, Arguments words, const Reply& reply);
/// `uuid_exists <uuid>`: whether there is such a leg, one that rings included.
void uuid_exists(Context& context, Arguments words, const Reply& reply);
/// `uuid_getvar <uuid> <name>`: what `${name}` means for a leg; `_undef_` when it means nothing.
void uuid_getvar(Context& context, Arguments words, const Reply& reply);
/// `uuid_setvar <uuid> <name> [<value>]`: sets a variable of a leg; without a value it is gone.
void uuid_setvar(Context& context, Arguments words, const Reply& reply);
/// `metrics`: every counter, gauge and histogram, one `name value` line each.
void metrics(Context& context, Arguments words, const Reply& reply);
/// `hupall [cause]`: ends every call.
void hupall(Context& context, Arguments words, const Reply& reply);

/// `uuid_execute <uuid> [id=<event uuid>] <application> [<data>]`: runs a dialplan application on a
/// leg, see call::execute(); what `sendmsg` of the event socket does.
void uuid_execute(Context& context, Arguments words, const Reply& reply);
/// `uuid_transfer <uuid> [-bleg] <destination> [<dialplan>] [<context>]`: sends a leg, or with
/// -bleg its partner, elsewhere.
void uuid_transfer(Context& context, Arguments words, const Reply& reply);
/// `uuid_deflect <uuid> <uri>`: tells a caller who has no answer yet to call there (302).
void uuid_deflect(Context& context, Arguments words, const Reply& reply);
/// `sched_hangup [+]<time> <uuid> [<cause>]`: ends the call of a leg at a time.
void sched_hangup(Context& context, Arguments words, const Reply& reply);

// The node itself.
/// `status`: how long it has been up and how much it carries.
void status(Context& context, Arguments words, const Reply& reply);
/// `version [short]`.
void version(Context& context, Arguments words, const Reply& reply);
/// `hostname`: the machine's name.
void hostname(Context& context, Arguments words, const Reply& reply);
/// `switchname`: the name that the nodes of a cluster share.
void switchname(Context& context, Arguments words, const Reply& reply);
/// `global_getvar [N]`: a variable of the configuration, or all.
void global_getvar(Context& context, Arguments words, const Reply& reply);
/// `reloadxml`: reads the configuration again.
void reloadxml(Context& context, Arguments words, const Reply& reply);
/// `reloadacl`: the same, under the name that scripts use for access lists.
void reloadacl(Context& context, Arguments words, const Reply& reply);
/// `fsctl recover [flush]|shutdown [restart]|pause|resume [inbound|outbound]|max_sessions [N]|sps
/// [N]`: the words of `fsctl` for which the node has the machinery; others are told that it has
/// not.
void fsctl(Context& context, Arguments words, const Reply& reply);
/// `shutdown [restart]`: ends the process; `restart` leaves tracked calls up and recoverable.
void shutdown(Context& context, Arguments words, const Reply& reply);

}  // namespace sofia::commands
