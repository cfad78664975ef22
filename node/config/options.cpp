#include "config/options.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "config/option_rows.hpp"

namespace sofia::config {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using base::Result;

tl::unexpected<base::Error> refuse(std::string text) {
    return base::fail(base::ErrorKind::Invalid, std::move(text));
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kExclusive{{
    {"foreground", "daemon"},
    {"event-socket-password", "event-socket-password-file"},
}};

/// A value and where it was given, for messages: empty for the command line.
struct Written {
    std::string value;
    std::string where;
};
using Values = std::map<std::string, Written, std::less<>>;

po::options_description command_line() {
    po::options_description description;
    for (const OptionRow& row : option_rows()) {
        if (row.value == nullptr)
            description.add_options()(row.name, row.help);
        else
            description.add_options()(
                row.name, po::value<std::string>()->value_name(row.value), row.help);
    }
    return description;
}

// The library's sentence for a command line that cannot be read, in our form.
std::string in_words(const po::error& error) {
    if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error))
        return fmt::format("option '{}' is unknown; see --help", unknown->get_option_name());
    if (const auto* stray = dynamic_cast<const po::too_many_positional_options_error*>(&error))
        return fmt::format("{}; expected options only, see --help", stray->what());
    return fmt::format("{}; see --help", error.what());
}

Result<Values> read_command_line(int argc, const char* const* argv) {
    Values values;
    try {
        namespace style = po::command_line_style;
        const auto description = command_line();
        // Whole names only: an abbreviation would change its meaning with the next version.
        const auto parsed = po::command_line_parser(argc, argv)
                                .options(description)
                                .style(style::unix_style & ~style::allow_guessing)
                                .run();
        for (const auto& option : parsed.options) {
            if (option.position_key != -1)
                return refuse(fmt::format("'{}' is no option; see --help",
                                          option.value.empty() ? "" : option.value.front()));
            values.insert_or_assign(
                option.string_key,
                Written{option.value.empty() ? "true" : option.value.front(), ""});
        }
    } catch (const po::error& error) {
        return refuse(in_words(error));
    }
    return values;
}

const OptionRow* find_row(std::string_view name) {
    for (const OptionRow& row : option_rows())
        if (row.name == name)
            return &row;
    return nullptr;
}

// A '#' inside a value belongs to it: passwords have such letters.
std::string_view without_comment(std::string_view line) {
    line = base::trim(line);
    if (line.starts_with('#'))
        return {};
    return base::trim(line.substr(0, std::min(line.find(" #"), line.find("\t#"))));
}

Result<Values> read_node_conf(const fs::path& path) {
    Values values;
    std::error_code missing;
    if (!fs::exists(path, missing))
        return values;
    std::ifstream file(path);
    if (!file)
        return refuse(fmt::format("{}: cannot be read", path.string()));
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        const auto text = without_comment(line);
        if (text.empty())
            continue;
        const auto where = fmt::format("{}:{}: ", path.string(), number);
        const auto equals = text.find('=');
        const std::string name(base::trim(text.substr(0, equals)));
        if (equals == std::string_view::npos)
            return refuse(fmt::format("{}'{}' is no setting; expected name = value", where, text));
        if (find_row(name) == nullptr || name == "conf" || name == "help" || name == "version" ||
            name == "parameters")
            return refuse(fmt::format("{}option '{}' is unknown here", where, name));
        values.insert_or_assign(name,
                                Written{std::string(base::trim(text.substr(equals + 1))), where});
    }
    return values;
}

Result<void> set_all(const Values& values, Options& options) {
    for (const auto& [one, other] : kExclusive)
        if (const auto found = values.find(other); found != values.end() && values.contains(one))
            return refuse(fmt::format(
                "{}options '{}' and '{}' exclude each other", found->second.where, one, other));
    for (const OptionRow& row : option_rows()) {
        const auto found = values.find(std::string_view(row.name));
        if (found == values.end())
            continue;
        if (const auto done = row.set(options, found->second.value); !done) {
            const auto value =
                row.secret ? "" : fmt::format("'{}' is not possible; ", found->second.value);
            return refuse(fmt::format(
                "{}option '{}': {}{}", found->second.where, row.name, value, done.error().text));
        }
    }
    return {};
}

}  // namespace

Result<Options> parse_options(int argc, const char* const* argv, const Host& host) {
    Options options;
    options.node_name = base::NodeName(host.name);
    auto given = read_command_line(argc, argv);
    if (!given)
        return tl::unexpected(given.error());
    options.show_help = given->contains("help");
    options.show_version = given->contains("version");
    options.show_parameters = given->contains("parameters");
    if (options.show_help || options.show_version || options.show_parameters)
        return options;
    fs::path conf = options.conf;
    if (const auto found = given->find("conf"); found != given->end())
        conf = found->second.value;
    auto kept = read_node_conf(conf / "node.conf");
    if (!kept)
        return tl::unexpected(kept.error());
    // What excludes an option of the command line gives way to it as well.
    for (const auto& [one, other] : kExclusive)
        if (given->contains(one) || given->contains(other)) {
            kept->erase(std::string(one));
            kept->erase(std::string(other));
        }
    given->merge(*kept);
    if (auto done = set_all(*given, options); !done)
        return tl::unexpected(done.error());
    return options;
}

Result<Options> parse_options(int argc, const char* const* argv) {
    return parse_options(argc, argv, probe_host());
}

void settle(Options& options, const Configuration& configuration, const Host& host) {
    if (options.cluster.empty())
        options.cluster = base::ClusterName(configuration.switch_options.switchname.empty()
                                                ? host.name
                                                : configuration.switch_options.switchname);
    const auto given = std::exchange(options.event_socket, configuration.event_socket);
    if (options.event_socket_address_given) {
        options.event_socket.ip = given.ip;
        options.event_socket.port = given.port;
    }
    if (options.event_socket_password_given)
        options.event_socket.password = given.password;
}

std::string help_text() {
    std::string text = "sofiad: a SIP node that forgets nothing\n\nOptions:\n";
    for (const OptionRow& row : option_rows()) {
        const auto left = fmt::format("  --{}{}{}",
                                      row.name,
                                      row.value == nullptr ? "" : " ",
                                      row.value == nullptr ? "" : row.value);
        text += fmt::format("{:<36} {}\n", left, row.help);
    }
    return text + "\nThe same names with '=' in node.conf; the command line wins.\n";
}

}  // namespace sofia::config
