#include "sip/sofia/stack_log.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sofia-sip/su_log.h>

#include "base/log.hpp"
#include "base/text.hpp"

// Exported by the library; its own headers declare them only to its modules.
extern "C" {
extern su_log_t iptsec_log[];
extern su_log_t nea_log[];
extern su_log_t nta_log[];
extern su_log_t nth_client_log[];
extern su_log_t nth_server_log[];
extern su_log_t nua_log[];
extern su_log_t soa_log[];
extern su_log_t sresolv_log[];
extern su_log_t stun_log[];
extern su_log_t tport_log[];
}

namespace sofia::sip::nta {

namespace {

constexpr std::size_t kMaxTraceBytes = 70000;
constexpr std::string_view kFrame =
    "   ------------------------------------------------------------------------";

// sofia-sip prints a traced message in pieces: a stamp with a frame line, the message, and a
// frame line. They are put together here. Only the SIP thread sends and receives.
thread_local std::string trace;
thread_local bool inside_message = false;
thread_local std::optional<TraceLevel> trace_level = TraceLevel{};
/// Somebody wants to read the stack's remarks.
thread_local bool remarks_are_wanted = false;

struct Component {
    std::string_view name;
    su_log_t* log;
    /// The environment variable that the stack reads.
    const char* variable;
    /// Whether the node uses this part of the stack at all.
    bool is_used;
};

// Those that `sofia loglevel` names (behaviour-spec 1.8).
const std::array kComponents{Component{"default", su_log_default, "SOFIA_DEBUG", true},
                             Component{"tport", tport_log, "TPORT_DEBUG", true},
                             Component{"iptsec", iptsec_log, "IPTSEC_DEBUG", false},
                             Component{"nea", nea_log, "NEA_DEBUG", false},
                             Component{"nta", nta_log, "NTA_DEBUG", true},
                             Component{"nth_client", nth_client_log, "NTH_DEBUG", false},
                             Component{"nth_server", nth_server_log, "NTH_DEBUG", false},
                             Component{"nua", nua_log, "NUA_DEBUG", false},
                             Component{"soa", soa_log, "SOA_DEBUG", false},
                             Component{"sresolv", sresolv_log, "SRESOLV_DEBUG", true},
                             Component{"stun", stun_log, "STUN_DEBUG", false}};

/// A part that was given no level, in the environment or by a command, has the default's.
int effective_level(const su_log_t& log) {
    const bool has_own = log.log_init > 1;
    return static_cast<int>(has_own ? log.log_level : su_log_default->log_level);
}

std::string text_of(const char* format, std::va_list arguments) {
    std::va_list again;
    va_copy(again, arguments);
    const int length = std::vsnprintf(nullptr, 0, format, again);
    va_end(again);
    std::string text(length > 0 ? static_cast<std::size_t>(length) : 0, '\0');
    if (!text.empty())
        std::vsnprintf(text.data(), text.size() + 1, format, arguments);
    return text;
}

bool is_written(const TraceLevel& at) {
    return at.always || base::log_enabled(at.level);
}

std::string_view without_line_end(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

void write_trace(void*, const char* format, std::va_list arguments) {
    const auto piece = text_of(format, arguments);
    const auto frame = piece.find(kFrame);
    if (frame == std::string::npos) {
        if (trace.size() + piece.size() < kMaxTraceBytes)
            trace += piece;
        return;
    }
    // The frame lines stay: tools that read traces of this stack find the messages by them.
    trace.append(piece, 0, frame).append(kFrame).append("\n");
    inside_message = !inside_message;
    if (inside_message)
        return;
    if (trace_level && is_written(*trace_level))
        base::write_log(
            trace_level->level, base::Area::Sip, __FILE__, __LINE__, without_line_end(trace));
    trace.clear();
}

void write_remark(void*, const char* format, std::va_list arguments) {
    const auto at = remarks_are_wanted ? trace_level : TraceLevel{base::LogLevel::Debug, false};
    if (!at || !is_written(*at))
        return;
    const auto text = text_of(format, arguments);
    base::write_log(at->level,
                    base::Area::Sip,
                    __FILE__,
                    __LINE__,
                    fmt::format("stack: {}", without_line_end(text)));
}

void say_that_it_is_not_used(const Component& component, std::string_view how) {
    LOG_INFO(Area::Sip,
             "{}: the node does not use this part of the stack ({}), so nothing comes of it",
             how,
             component.name);
}

/// The stack reads the variables itself; here is said what comes of them.
void look_at_environment() {
    for (const auto& component : kComponents) {
        if (std::getenv(component.variable) == nullptr)
            continue;
        remarks_are_wanted = true;
        if (!component.is_used)
            say_that_it_is_not_used(component, component.variable);
    }
    remarks_are_wanted = remarks_are_wanted || std::getenv("SU_DEBUG") != nullptr;
}

}  // namespace

void redirect_stack_log() {
    su_log_redirect(su_log_default, &write_trace, nullptr);
    for (const auto& component : kComponents)
        if (component.log != su_log_default)
            su_log_redirect(component.log, &write_remark, nullptr);
    su_log_redirect(su_log_global, &write_remark, nullptr);
    look_at_environment();
}

void set_trace_level(std::optional<TraceLevel> level) {
    trace_level = level;
}

base::Result<int> component_level(const std::string& component, std::optional<int> level) {
    const bool is_all = base::iequals(component, "all");
    std::optional<int> now;
    for (const auto& one : kComponents) {
        if (!is_all && !base::iequals(component, one.name))
            continue;
        if (level) {
            su_log_set_level(one.log, static_cast<unsigned>(*level));
            remarks_are_wanted = *level > 0;
            if (!is_all && !one.is_used)
                say_that_it_is_not_used(one, "loglevel");
        }
        if (!now)
            now = effective_level(*one.log);
    }
    if (!now)
        return base::fail(base::ErrorKind::NotFound, "the stack has no component " + component);
    return *now;
}

}  // namespace sofia::sip::nta
