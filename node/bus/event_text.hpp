#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bus/bus.hpp"

namespace sofia::bus {

/// The three forms in which a client may ask for events.
enum class Encoding { Plain, Json, Xml };

/// Header lines in the order in which they are shown; a name may repeat.
using HeaderLines = std::vector<std::pair<std::string, std::string>>;

/// Every header line of an event with its raw value: the common lines (Event-Name, Core-UUID,
/// names and addresses of the node, dates, Event-Calling-..., Event-Sequence), Event-Subclass for
/// a CUSTOM event, the node's lines, then the event's own.
/// Event-Date-Timestamp counts microseconds since 1970 UTC, Event-Date-Local is in the zone of the
/// process. Source: behaviour-spec 11.6. Thread: any.
HeaderLines header_lines(const Published& published);

/// The whole event as text, without the frame around it.
/// - Plain: `Name: value` lines with event_escape()d values, `_undef_` for an empty one, closed by
///   an empty line; a body follows after its Content-Length and an empty line.
/// - Json: one object of strings; a repeated name is an array; the body is in `_body`. Bytes that
///   are not UTF-8 become U+FFFD.
/// - Xml: `<event><headers>...</headers><Content-Length/><body/></event>`, values escaped as in
///   Plain, names reduced to what XML allows.
/// Source: behaviour-spec 11.4. Thread: any.
std::string encode(const Published& published, Encoding encoding);

/// Percent-encoding of header values in plain and XML events: control bytes, bytes above 126, the
/// blank and "#%&+:;<=>?@[\]^`{|} with upper-case hex. base::url_decode() is its inverse.
std::string event_escape(std::string_view text);

/// The bare name of a function out of what std::source_location calls it, for example "publish"
/// of "void sofia::bus::Bus::publish(sofia::model::Event)".
std::string_view bare_function_name(std::string_view signature) noexcept;

}  // namespace sofia::bus
