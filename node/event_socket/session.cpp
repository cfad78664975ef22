#include "event_socket/session.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "bus/event_names.hpp"
#include "event_socket/frames.hpp"
#include "event_socket/session_words.hpp"

namespace sofia::event_socket {
namespace {

/// `linger` without a number, and the longest that a client may ask for.
constexpr std::chrono::seconds kDefaultLinger{60};
constexpr std::chrono::seconds kLongestLinger{3600};

/// The answer to a user whom the directory does not allow that.
constexpr std::string_view kDenied = "-ERR permission denied";

/// Lines that the bus writes itself: a client's `sendevent` cannot forge them.
constexpr std::array<std::string_view, 16> kBusHeaders{"Event-Name",
                                                       "Core-UUID",
                                                       "FreeSWITCH-Hostname",
                                                       "FreeSWITCH-Switchname",
                                                       "FreeSWITCH-IPv4",
                                                       "FreeSWITCH-IPv6",
                                                       "Event-Date-Local",
                                                       "Event-Date-GMT",
                                                       "Event-Date-Timestamp",
                                                       "Event-Calling-File",
                                                       "Event-Calling-Function",
                                                       "Event-Calling-Line-Number",
                                                       "Event-Sequence",
                                                       "Event-Subclass",
                                                       "Event-UUID",
                                                       "Content-Length"};

std::string_view name_of(bus::Encoding encoding) {
    switch (encoding) {
        case bus::Encoding::Plain:
            return "plain";
        case bus::Encoding::Json:
            return "json";
        case bus::Encoding::Xml:
            return "xml";
    }
    return "plain";
}

}  // namespace

bool same_secret(std::string_view given, std::string_view secret) noexcept {
    if (secret.empty())
        return false;
    std::size_t difference = given.size() ^ secret.size();
    for (std::size_t i = 0; i < given.size(); ++i)
        difference |= static_cast<unsigned char>(given[i] ^ secret[i % secret.size()]);
    return difference == 0;
}

Session::Session(std::string password,
                 std::function<std::string()> make_uuid,
                 FindAccount find_account)
    : password_(std::move(password)),
      make_uuid_(std::move(make_uuid)),
      find_account_(std::move(find_account)) {}

Outcome Session::receive(const Command& command) {
    const auto verb = find_verb(command.verb());
    if (!authenticated_ && verb != &Session::auth && verb != &Session::userauth)
        return {};
    if (leaving_ && verb != &Session::exit)
        return {};
    if (control_ && !control_->is_full && is_for_full_control(verb))
        return reply("-ERR command not found");
    return verb ? (this->*verb)(command) : reply("-ERR command not found");
}

bool Session::ends_with(const RenderedEvent& event) const {
    return !control_ && own_leg_ && event.event().name == "CHANNEL_DESTROY" &&
           event.header("Unique-ID") == *own_leg_;
}

bool Session::wants(const RenderedEvent& event) const {
    return listens() && rights_.may_see(event.event()) && subscriptions_.includes(event.event()) &&
           (!own_leg_ || event.header("Unique-ID") == *own_leg_ ||
            event.header("Job-Owner-UUID") == *own_leg_) &&
           filters_.pass(event);
}

Session::Verb Session::find_verb(std::string_view word) {
    struct Entry {
        std::string_view word;
        Verb verb;
    };
    static constexpr std::array<Entry, 21> kVerbs{{
        {"auth", &Session::auth},
        {"userauth", &Session::userauth},
        {"api", &Session::api},
        {"bgapi", &Session::bgapi},
        {"event", &Session::event},
        {"nixevent", &Session::nixevent},
        {"noevents", &Session::noevents},
        {"filter", &Session::filter},
        {"log", &Session::log},
        {"nolog", &Session::nolog},
        {"sendevent", &Session::sendevent},
        {"sendmsg", &Session::sendmsg},
        {"myevents", &Session::myevents},
        {"divert_events", &Session::divert_events},
        {"getvar", &Session::getvar},
        {"connect", &Session::connect},
        {"resume", &Session::resume},
        {"linger", &Session::linger},
        {"nolinger", &Session::nolinger},
        {"exit", &Session::exit},
        {"...", &Session::exit},
    }};
    const auto found = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Entry& entry) {
        return base::iequals(entry.word, word);
    });
    return found == kVerbs.end() ? nullptr : found->verb;
}

Outcome Session::auth(const Command& command) {
    if (!same_secret(command.arguments(), password_))
        return refuse();
    authenticated_ = true;
    rights_ = Rights::everything();
    return reply("+OK accepted");
}

/// `userauth USER[@DOMAIN]:PASSWORD`, for who has not logged in yet.
Outcome Session::userauth(const Command& command) {
    const auto words = command.arguments();
    const auto colon = words.find(':');
    const auto whom = words.substr(0, colon);
    const auto at = std::min(whom.find('@'), whom.size());
    if (authenticated_ || !find_account_ || colon == std::string_view::npos)
        return refuse();
    const auto account = find_account_(std::string(whom.substr(0, at)),
                                       std::string(whom.substr(std::min(at + 1, whom.size()))));
    if (!account || !same_secret(words.substr(colon + 1), account->password))
        return refuse();
    authenticated_ = true;
    rights_ = account->rights;
    Outcome outcome;
    outcome.frames =
        frames::command_reply("+OK accepted",
                              {{"Allowed-Events", rights_.events()},
                               {"Allowed-API", rights_.api()},
                               {"Allowed-LOG", rights_.may_see_log() ? "true" : "false"}});
    return outcome;
}

Outcome Session::refuse() const {
    if (authenticated_)
        return reply("-ERR invalid");
    auto outcome = reply("-ERR invalid");
    outcome.frames += frames::disconnect_notice("");
    outcome.close = true;
    return outcome;
}

Outcome Session::api(const Command& command) {
    Outcome outcome;
    if (command.arguments().empty())
        outcome.frames = frames::api_response("-ERR no command\n");
    else if (!rights_.may_run(command.arguments()))
        return reply(kDenied);
    else
        outcome.api = std::string(command.arguments());
    return outcome;
}

Outcome Session::bgapi(const Command& command) {
    if (command.arguments().empty())
        return reply("-ERR no command");
    if (!rights_.may_run(command.arguments()))
        return reply(kDenied);
    Job job{std::string(command.header("Job-UUID")),
            std::string(command.arguments()),
            control_ ? control_->leg : std::string()};
    if (job.uuid.empty())
        job.uuid = make_uuid_();
    Outcome outcome;
    outcome.frames = frames::command_reply("+OK Job-UUID: " + job.uuid, {{"Job-UUID", job.uuid}});
    outcome.job = std::move(job);
    return outcome;
}

Outcome Session::event(const Command& command) {
    auto names = command.arguments();
    if (const auto [word, rest] = first_word(names); const auto wanted = parse_encoding(word)) {
        encoding_ = *wanted;
        names = rest;
    }
    Subscriptions asked;
    if (asked.add(names) == 0)
        return reply("-ERR no keywords supplied");
    if (!rights_.may_ask_for(asked))
        return reply(kDenied);
    subscriptions_.add(names);
    return reply(fmt::format("+OK event listener enabled {}", name_of(encoding_)));
}

Outcome Session::nixevent(const Command& command) {
    if (subscriptions_.remove(command.arguments()) == 0)
        return reply("-ERR no keywords supplied");
    return reply("+OK events nixed");
}

Outcome Session::noevents(const Command&) {
    own_leg_.reset();
    if (subscriptions_.empty())
        return reply("-ERR not listening for events");
    subscriptions_.clear();
    return reply("+OK no longer listening for events");
}

Outcome Session::filter(const Command& command) {
    auto [header, value] = first_word(command.arguments());
    if (base::iequals(header, "delete")) {
        const auto [doomed, its_value] = first_word(value);
        if (doomed.empty())
            return reply("-ERR invalid syntax");
        if (base::iequals(doomed, "all") && its_value.empty())
            filters_.clear();
        else
            filters_.remove(doomed, its_value);
        return reply(fmt::format("+OK filter deleted. [{}][{}]", doomed, its_value));
    }
    if (base::iequals(header, "add"))
        std::tie(header, value) = first_word(value);
    if (header.empty() || value.empty() || !filters_.add(std::string(header), std::string(value)))
        return reply("-ERR invalid syntax");
    return reply(fmt::format("+OK filter added. [{}]=[{}]", header, value));
}

Outcome Session::log(const Command& command) {
    if (!rights_.may_see_log())
        return reply(kDenied);
    const auto word = command.arguments();
    const auto level = word.empty() ? 7 : parse_level(word);
    if (!level)
        return reply("-ERR invalid log level");
    log_level_ = level;
    return reply(fmt::format("+OK log level {} [{}]", level_name(*level), *level));
}

Outcome Session::nolog(const Command&) {
    if (!log_level_)
        return reply("-ERR not loging");
    log_level_.reset();
    return reply("+OK no longer logging");
}

Outcome Session::sendevent(const Command& command) {
    if (!rights_.may_run(command.verb()))
        return reply(kDenied);
    const auto name = bus::known_event_name(command.arguments());
    if (name.empty() || name == "ALL")
        return reply(fmt::format("-ERR invalid event name [{}]", command.arguments()));
    model::Event event{name, std::string(command.header("Event-Subclass")), {}, command.body};
    for (const auto& [header, value] : command.headers)
        if (std::none_of(kBusHeaders.begin(), kBusHeaders.end(), [&, &own = header](auto taken) {
                return base::iequals(taken, own);
            }))
            event.add(header, value);
    const auto uuid = make_uuid_();
    event.add("Event-UUID", uuid);
    auto outcome = reply("+OK " + uuid);
    outcome.event = std::move(event);
    return outcome;
}

Outcome Session::linger(const Command& command) {
    if (command.arguments().empty()) {
        linger_ = kDefaultLinger;
        return reply("+OK will linger");
    }
    const auto seconds = base::to_number(command.arguments());
    if (!seconds || *seconds < 0)
        return reply("-ERR invalid syntax");
    linger_ = std::min(std::chrono::seconds(*seconds), kLongestLinger);
    return reply(fmt::format("+OK will linger {} seconds", linger_->count()));
}

Outcome Session::nolinger(const Command&) {
    linger_.reset();
    return reply("+OK will not linger");
}

/// The first `exit` may linger, a second one ends that.
Outcome Session::exit(const Command&) {
    // Who steers a call lingers at its end; before that he means what he says.
    const auto linger = leaving_ || control_ ? std::nullopt : linger_;
    leaving_ = true;
    auto outcome = reply("+OK bye");
    outcome.frames += notice("", linger);
    outcome.close = true;
    outcome.linger = linger;
    return outcome;
}

}  // namespace sofia::event_socket
