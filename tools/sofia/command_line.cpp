#include "sofia/command_line.hpp"

#include <getopt.h>

#include <fmt/format.h>

#include "sofia/wording.hpp"

namespace sofia::client {
namespace {

enum LongOnly { kVersion = 256, kJson, kForce };

constexpr option kLongOptions[] = {
    {"host", required_argument, nullptr, 'H'},
    {"port", required_argument, nullptr, 'P'},
    {"user", required_argument, nullptr, 'u'},
    {"password", required_argument, nullptr, 'p'},
    {"execute", required_argument, nullptr, 'x'},
    {"timeout", required_argument, nullptr, 't'},
    {"connect-timeout", required_argument, nullptr, 'T'},
    {"retry", no_argument, nullptr, 'r'},
    {"reconnect", no_argument, nullptr, 'R'},
    {"quiet", no_argument, nullptr, 'q'},
    {"no-history", no_argument, nullptr, 'Q'},
    {"batchmode", no_argument, nullptr, 'b'},
    {"no-color", no_argument, nullptr, 'n'},
    {"loglevel", required_argument, nullptr, 'l'},
    {"debug", required_argument, nullptr, 'd'},
    {"interrupt", no_argument, nullptr, 'i'},
    {"json", no_argument, nullptr, kJson},
    {"force", no_argument, nullptr, kForce},
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, kVersion},
    {nullptr, 0, nullptr, 0},
};

/// Carries out one option. Errors: Invalid for a bad value.
base::Result<void> apply(int option, const std::string& value, Invocation& invocation) {
    auto& settings = invocation.settings;
    switch (option) {
        case 'H':
            return set_value(settings, "host", value);
        case 'P':
            return set_value(settings, "port", value);
        case 'u':
            return set_value(settings, "user", value);
        case 'p':
            return set_value(settings, "password", value);
        case 't':
            return set_value(settings, "timeout", value);
        case 'T':
            return set_value(settings, "connect-timeout", value);
        case 'l':
            return set_value(settings, "loglevel", value);
        case 'x':
            invocation.mode = Invocation::Mode::Command;
            invocation.line = value;
            return {};
        case 'r':
            settings.retry = true;
            return {};
        case 'R':
            settings.reconnect = true;
            return {};
        case 'q':
            settings.quiet = true;
            return {};
        case 'Q':
            settings.history = false;
            return {};
        case 'b':
            settings.batch = true;
            return {};
        case 'n':
            settings.color = false;
            return {};
        case kJson:
            settings.json = true;
            return {};
        default:
            // -d and -i are fs_cli's; scripts that give them shall run.
            return {};
    }
}

/// The line to send, in JSON if wished. Errors: Invalid for what cannot be sent.
base::Result<std::string> line_for(const Invocation& invocation) {
    if (invocation.line.find_first_of("\r\n") != std::string::npos)
        return base::fail(base::ErrorKind::Invalid, "a command is one line");
    return invocation.settings.json ? as_json(invocation.line) : invocation.line;
}

}  // namespace

base::Result<Invocation> read_command_line(std::vector<std::string> arguments, Settings settings) {
    Invocation invocation{Invocation::Mode::Console, std::move(settings), ""};
    arguments.insert(arguments.begin(), "sofia");
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const auto count = static_cast<int>(arguments.size());
    bool is_forced = false;
    optind = 0;  // Begins anew, also after an earlier call.
    opterr = 0;
    while (true) {
        const int found = getopt_long(
            count, pointers.data(), ":H:P:u:p:x:t:T:rRqQbnl:d:ih", kLongOptions, nullptr);
        if (found == -1)
            break;
        const std::string culprit = pointers[static_cast<std::size_t>(optind - 1)];
        if (found == '?')
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("unknown option '{}'; see sofia --help", culprit));
        if (found == ':')
            return base::fail(base::ErrorKind::Invalid,
                              fmt::format("option '{}' needs a value; see sofia --help", culprit));
        if (found == 'h' || found == kVersion) {
            invocation.mode = found == 'h' ? Invocation::Mode::Help : Invocation::Mode::Version;
            return invocation;
        }
        // It belongs to the command, but may stand anywhere, as our own options may.
        if (found == kForce) {
            is_forced = true;
            continue;
        }
        if (const auto applied = apply(found, optarg ? optarg : "", invocation); !applied)
            return tl::unexpected(applied.error());
    }
    const std::vector<std::string> words(pointers.begin() + optind, pointers.end() - 1);
    if (!words.empty() && invocation.mode == Invocation::Mode::Command)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("either -x or words, not both: '{}'", words.front()));
    if (!words.empty() && words.front() == "ping") {
        if (words.size() != 2)
            return base::fail(base::ErrorKind::Invalid, "ping takes one SIP URI");
        invocation.mode = Invocation::Mode::Ping;
        invocation.line = words.back();
    } else if (!words.empty()) {
        invocation.mode = Invocation::Mode::Command;
        invocation.line = line_of(words);
    }
    if (is_forced && !invocation.line.starts_with("sofia ha promote"))
        return base::fail(base::ErrorKind::Invalid, "--force is for `ha promote` only");
    if (is_forced)
        invocation.line += " --force";
    if (invocation.mode == Invocation::Mode::Command) {
        auto line = line_for(invocation);
        if (!line)
            return tl::unexpected(line.error());
        invocation.line = std::move(*line);
    }
    return invocation;
}

std::string help_text() {
    return R"(Usage: sofia [options] [words]
       sofia [options] -x "command"
       sofia [-t MS] ping SIP-URI

With words, runs them as one command on the node and prints its reply. When the first
word is a verb of the command `sofia` - status, xmlstatus, jsonstatus, profile, global,
recover, ha, help, loglevel, tracelevel - then `sofia` is put in front: `sofia status` runs
the command `sofia status`. Any other word is a command of its own: `sofia show calls`
runs `show calls`. With -x the text is run as it stands. With neither, a console opens.
`ping` asks a SIP server itself, by one OPTIONS over UDP, or over TCP with
";transport=tcp", and prints the status line of its answer and the time it took (-t: 2000).

  -H, --host HOST           node to connect to                       [127.0.0.1]
  -P, --port PORT           port of its event socket                 [8021]
  -p, --password PASSWORD   password of the event socket             [ClueCon]
  -u, --user USER[@DOMAIN]  authenticate as this user
  -x, --execute COMMAND     run this command as it stands
      --json                reply as JSON, for `show ...`, `sofia status` and `sofia ha`
      --force               for `ha promote`: displace a node whose lease is alive
  -t, --timeout MS          give up when a command takes longer      [0: never]
  -T, --connect-timeout MS  give up when connecting takes longer     [5000]
  -r, --retry               try to connect for two minutes
  -R, --reconnect           console: connect again when the node has gone
  -q, --quiet               console: show no log
  -l, --loglevel LEVEL      console: show the log up to this level   [info]
  -b, --batchmode           console: read plain lines, show no prompt
  -Q, --no-history          console: keep no history
  -n, --no-color            console: no colours
  -h, --help                this text
      --version             the version

Defaults for host, port, user and password are read from /etc/fs_cli.conf and
~/.fs_cli_conf (section [default]), then from SOFIA_HOST, SOFIA_PORT, SOFIA_PASSWORD.

Exit status: 0 done, for ping any final answer; 1 the node answered with an error (-ERR, -USAGE, Usage:, Invalid,
Unknown Command, Failure, and the like); 2 wrong options, node not reached, password
refused, or no answer in time.
)";
}

std::string version_text() {
    return "sofia " SOFIA_VERSION "\n";
}

}  // namespace sofia::client
