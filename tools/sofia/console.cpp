#include "sofia/console.hpp"

#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sofia/line_source.hpp"
#include "sofia/node_names.hpp"
#include "sofia/typed_line.hpp"
#include "sofia/wording.hpp"

namespace sofia::client {
namespace {

/// More are of no use on a screen.
constexpr long long kMostUuids = 200;

/// The frame's text in the colour of its urgency, unless it is no log line.
std::string colored(const Frame& frame) {
    const auto text = shown(frame);
    if (frame.type() != "log/data")
        return text;
    const auto level = base::to_number(frame.header("Log-Level")).value_or(6);
    const auto* color = level <= 3 ? "\033[31m" : level == 4 ? "\033[35m" : "\033[33m";
    return level == 6 ? text : fmt::format("{}{}\033[0m", color, text);
}

std::string history_file(const Settings& settings) {
    const char* home = std::getenv("HOME");
    return settings.history && home != nullptr ? fmt::format("{}/.sofia_history", home) : "";
}

class Console {
  public:
    Console(const Settings& settings, std::unique_ptr<NodeLink> link)
        : settings_(settings),
          link_(std::move(link)),
          interactive_(!settings.batch && isatty(STDIN_FILENO) == 1) {}

    ExitStatus run() {
        lines_ = interactive_
                     ? edited_lines(prompt(),
                                    history_file(settings_),
                                    [this](std::string_view line) {
                                        return completions(line, [this](auto kind, auto profile) {
                                            return names_of(kind, profile);
                                        });
                                    })
                     : plain_lines();
        set_up_link();
        while (true) {
            const auto line = lines_->read(watch());
            if (line) {
                if (!carry_out(read_typed_line(*line)))
                    return status_;
            } else if (!lost_) {
                return status_;
            }
            if (lost_ && !come_back())
                return ExitStatus::NotReached;
        }
    }

  private:
    std::string prompt() {
        const auto name = link_->api("hostname");
        const bool known = name && !name->empty() && !is_failure(*name);
        return fmt::format("sofia@{}> ", known ? base::trim(*name) : settings_.host);
    }

    /// Asks the node for names of a kind; none when it does not answer.
    std::vector<std::string> names_of(std::string_view kind, std::string_view profile) {
        if (kind == "uuid") {
            const auto count = answer_to("show channels count");
            if (base::to_number(count.substr(0, count.find(' '))).value_or(0) > kMostUuids)
                return {};
            return channel_uuids(answer_to("show channels"));
        }
        const auto status = answer_to("sofia status");
        return kind == "profile" ? profile_names(status) : gateway_names(status, profile);
    }

    std::string answer_to(std::string_view line) {
        if (lost_)
            return {};
        auto reply = link_->api(line);
        if (!reply)
            lose(reply.error());
        return reply.value_or("");
    }

    void set_up_link() {
        link_->on_frame([this](const Frame& frame) {
            lines_->print(interactive_ && settings_.color ? colored(frame) : shown(frame));
        });
        if (!interactive_ || settings_.quiet)
            return;
        print("Connected. /help for help, /exit to leave.\n");
        if (const auto reply = link_->command("log " + settings_.log_level); !reply)
            lose(reply.error());
        else if (is_failure(*reply))
            print(*reply + "\n");
    }

    Watch watch() {
        return {link_->descriptor(), [this] {
                    const auto taken = link_->take_in();
                    if (!taken)
                        lose(taken.error());
                    return taken.has_value();
                }};
    }

    /// Does what a line asks for; false when the user leaves.
    bool carry_out(const TypedLine& line) {
        switch (line.kind) {
            case TypedLine::Kind::Nothing:
                return true;
            case TypedLine::Kind::Quit:
                return false;
            case TypedLine::Kind::Help:
                print(console_help());
                return true;
            case TypedLine::Kind::Unknown:
                print(fmt::format("{}: the console does not know this; see /help\n", line.text));
                return true;
            case TypedLine::Kind::Protocol:
                report(line.text, link_->command(line.text));
                return true;
            case TypedLine::Kind::Api:
                report(line.text, link_->api(line.text));
                return true;
        }
        return true;
    }

    void report(const std::string& line, const base::Result<std::string>& reply) {
        if (!reply)
            return lose(reply.error());
        print(*reply + "\n");
        if (is_failure(line, *reply) && !interactive_)
            status_ = ExitStatus::Failed;
    }

    /// After an answer that did not come in time the connection is of no use either: the answer
    /// could come later and be taken for that of another command.
    void lose(const base::Error& error) {
        lost_ = true;
        std::cerr << "sofia: " << error.text << std::endl;
    }

    bool come_back() {
        if (!settings_.reconnect)
            return false;
        auto patient = settings_;
        patient.retry = true;
        auto link = NodeLink::open(patient);
        if (!link) {
            std::cerr << "sofia: " << link.error().text << std::endl;
            return false;
        }
        link_ = std::move(*link);
        lost_ = false;
        set_up_link();
        return true;
    }

    void print(std::string_view text) { lines_->print(text); }

    const Settings settings_;
    std::unique_ptr<NodeLink> link_;
    const bool interactive_;
    std::unique_ptr<LineSource> lines_;
    ExitStatus status_ = ExitStatus::Done;
    bool lost_ = false;
};

}  // namespace

ExitStatus run_console(const Settings& settings, std::unique_ptr<NodeLink> link) {
    return Console(settings, std::move(link)).run();
}

}  // namespace sofia::client
