#pragma once

#include <string>
#include <vector>

#include "sip/message.hpp"
#include "sip/sofia/nta_headers.hpp"

namespace sofia::sip::nta {

/// The value of a parsed header line as text, without its name and line end; empty for null.
std::string value_text(const msg_header_t* header);
/// A parsed URL as text.
std::string url_text(const url_t* url);
/// The text, empty for null.
std::string text_or_empty(const char* text);
/// The parts of a From, To or Contact value; the display name loses its quotes and escapes.
NameAddr name_addr(const char* display, const url_t* url, const msg_param_t* params);
/// The items of a token list such as Require, in order.
std::vector<std::string> items(const msg_param_t* list);

/// value_text() of any header structure of the stack.
template <class SipHeader>
std::string value_of(const SipHeader* header) {
    return value_text(reinterpret_cast<const msg_header_t*>(header));
}

/// The values of a header that may stand in several lines, in order. `Next` is its link.
template <class SipHeader>
std::vector<std::string> values_of(const SipHeader* header, SipHeader* SipHeader::*next) {
    std::vector<std::string> values;
    for (; header != nullptr; header = header->*next)
        values.push_back(value_of(header));
    return values;
}

}  // namespace sofia::sip::nta
