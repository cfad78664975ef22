#include "sip/sofia/stack_log.hpp"

#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include <sofia-sip/su_log.h>

#include "base/log.hpp"

// Exported by the library; its own headers declare them only to its modules.
extern "C" {
extern su_log_t nta_log[];
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
    LOG_INFO(Area::Sip, "{}", without_line_end(trace));
    trace.clear();
}

void write_remark(void*, const char* format, std::va_list arguments) {
    if (base::log_enabled(base::LogLevel::Debug))
        LOG_DEBUG(Area::Sip, "stack: {}", without_line_end(text_of(format, arguments)));
}

}  // namespace

void redirect_stack_log() {
    su_log_redirect(su_log_default, &write_trace, nullptr);
    su_log_redirect(nta_log, &write_remark, nullptr);
    su_log_redirect(tport_log, &write_remark, nullptr);
}

}  // namespace sofia::sip::nta
