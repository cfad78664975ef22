#include "presence/pidf.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "presence/markup.hpp"

#include <pugixml.hpp>

namespace sofia::presence {
namespace {

constexpr std::size_t kLongestNote = 200;
constexpr std::size_t kLongestActivity = 40;

std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    return name.substr(name.find(':') + 1);  // npos + 1 is 0.
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    for (const auto& node : parent.children())
        if (local_name(node) == name)
            return node;
    return {};
}

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= kLongestActivity &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

/// The note of an element that may have one, if nothing has been noted yet.
void take_note(const pugi::xml_node& parent, PresenceFact& fact) {
    if (!fact.note.empty())
        return;
    std::string note(base::trim(child(parent, "note").child_value()));
    // What becomes a header of an event is one line.
    std::replace_if(
        note.begin(), note.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    fact.note = note.substr(0, kLongestNote);
}

void take_activity(const pugi::xml_node& parent, PresenceFact& fact) {
    for (const auto& activity : child(parent, "activities").children()) {
        const auto name = local_name(activity);
        if (!fact.activity.empty() || name == "note" || !is_token(name))
            continue;
        fact.activity = name;
    }
}

}  // namespace

std::string pidf(const Resource& user, const PresenceFact& fact) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" "
        "xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" "
        "xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" entity=\"";
    text.append(escaped(user.uri())).append("\">\r\n<tuple id=\"t");
    // An id begins with a letter and has few kinds of characters (RFC 3863 4.1.2).
    text.append(std::to_string(std::hash<std::string>{}(user.str()) & 0xFFFFFFFF));
    text.append("\">\r\n<status><basic>").append(fact.is_open ? "open" : "closed");
    text.append("</basic></status>\r\n");
    if (!fact.note.empty())
        text.append("<note>").append(escaped(fact.note)).append("</note>\r\n");
    text.append("</tuple>\r\n");
    if (!fact.activity.empty()) {
        text.append("<dm:person id=\"p1\">\r\n<rpid:activities><rpid:").append(fact.activity);
        text.append("/></rpid:activities>\r\n");
        if (!fact.note.empty())
            text.append("<dm:note>").append(escaped(fact.note)).append("</dm:note>\r\n");
        text.append("</dm:person>\r\n");
    }
    return text.append("</presence>\r\n");
}

base::Result<PresenceFact> read_pidf(std::string_view document) {
    pugi::xml_document parsed;
    const auto outcome = parsed.load_buffer(document.data(), document.size());
    if (!outcome)
        return base::fail(base::ErrorKind::Invalid,
                          std::string("not XML: ") + outcome.description());
    const auto root = parsed.document_element();
    if (local_name(root) != "presence")
        return base::fail(base::ErrorKind::Invalid, "the root is not a presence element");
    PresenceFact fact;
    for (const auto& node : root.children()) {
        const auto name = local_name(node);
        if (name == "tuple") {
            const auto basic = child(child(node, "status"), "basic");
            const auto value = base::trim(basic.child_value());
            if (basic && value != "open" && value != "closed")
                return base::fail(base::ErrorKind::Invalid,
                                  "a basic status is neither open nor closed");
            // RFC 3863 4.1.4: a status need have no basic value.
            fact.is_open = fact.is_open || value == "open";
            take_note(node, fact);
            take_activity(child(node, "status"), fact);
        } else if (name == "person" || name == "device") {
            take_activity(node, fact);
            take_note(node, fact);
        }
    }
    take_note(root, fact);
    return fact;
}

}  // namespace sofia::presence
