#include "config/element.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

#include <pugixml.hpp>

namespace sofia::config {
namespace {

// Deeper than any configuration, shallow enough for the stack.
constexpr int kMaxDepth = 200;

base::Result<Element> element_of(const pugi::xml_node& node, const MergedText& merged, int depth) {
    Element element;
    element.name = node.name();
    element.place = merged.place_of(static_cast<std::size_t>(node.offset_debug()));
    if (depth > kMaxDepth)
        return fail_at(
            element.place,
            fmt::format(
                "<{}> is nested too deep; expected at most {} levels", element.name, kMaxDepth));
    for (const auto& attribute : node.attributes())
        element.attributes.emplace_back(attribute.name(), attribute.value());
    for (const auto& inside : node.children()) {
        if (inside.type() == pugi::node_pcdata || inside.type() == pugi::node_cdata) {
            element.text += inside.value();
        } else if (inside.type() == pugi::node_element) {
            auto child = element_of(inside, merged, depth + 1);
            if (!child)
                return child;
            element.children.push_back(std::move(*child));
        }
    }
    element.text = base::trim(element.text);
    return element;
}

// Where the element begins that is still open at `end`. The parser names the end tag that does not
// fit, which may stand in another file than the element that somebody forgot to close. The merged
// text has neither comments nor processing instructions.
std::optional<std::size_t> open_element(std::string_view text, std::size_t end) {
    constexpr std::string_view kCdata = "<![CDATA[";
    std::vector<std::size_t> open;
    for (auto at = text.find('<'); at < end; at = text.find('<', at + 1)) {
        if (text.substr(at).starts_with(kCdata)) {
            at = std::min(text.find("]]>", at), end);
            continue;
        }
        const auto close = text.find('>', at);
        if (close >= end)
            break;
        if (text[at + 1] != '/' && text[close - 1] != '/')
            open.push_back(at);
        else if (text[at + 1] == '/' && !open.empty())
            open.pop_back();
    }
    return open.empty() ? std::nullopt : std::optional(open.back());
}

// Where the tag begins in which `offset` stands. A quote or a bracket that somebody forgot is
// noticed by the parser only further on, often in the next file.
std::size_t start_of_tag(std::string_view text, std::size_t offset) {
    constexpr std::string_view kCdata = "<![CDATA[";
    for (auto at = text.find('<'); at < offset; at = text.find('<', at)) {
        if (text.substr(at).starts_with(kCdata)) {
            at = std::min(text.find("]]>", at), offset);
            continue;
        }
        char quote = '\0';
        auto end = at + 1;
        for (; end < offset && (quote != '\0' || text[end] != '>'); ++end)
            if (quote != '\0')
                quote = text[end] == quote ? '\0' : quote;
            else if (text[end] == '"' || text[end] == '\'')
                quote = text[end];
        if (end >= offset)
            return at;
        at = end;
    }
    return offset;
}

tl::unexpected<base::Error> not_well_formed(const MergedText& merged,
                                            const pugi::xml_parse_result& parsed) {
    auto offset = static_cast<std::size_t>(parsed.offset);
    std::string hint;
    if (parsed.status == pugi::status_bad_start_element ||
        parsed.status == pugi::status_bad_attribute) {
        offset = start_of_tag(merged.text(), offset);
        hint = " of the tag that begins here";
    }
    if (parsed.status == pugi::status_end_element_mismatch)
        if (const auto open = open_element(merged.text(), offset)) {
            const auto name = std::string_view(merged.text()).substr(*open + 1);
            hint = fmt::format("; <{}> of {} is still open",
                               name.substr(0, name.find_first_of(" \t\r\n>/")),
                               merged.place_of(*open).str());
        }
    return fail_at(merged.place_of(offset),
                   fmt::format("this is not well-formed XML: {}{}", parsed.description(), hint));
}

}  // namespace

std::optional<std::string_view> Element::find(std::string_view wanted) const noexcept {
    for (const auto& [attribute_name, value] : attributes)
        if (attribute_name == wanted)
            return value;
    return std::nullopt;
}

std::string_view Element::attribute(std::string_view wanted) const noexcept {
    return find(wanted).value_or(std::string_view{});
}

const Element* Element::child(std::string_view child_name) const noexcept {
    for (const auto& one : children)
        if (one.name == child_name)
            return &one;
    return nullptr;
}

std::vector<const Element*> Element::all(std::string_view child_name) const {
    std::vector<const Element*> found;
    for (const auto& one : children)
        if (one.name == child_name)
            found.push_back(&one);
    return found;
}

std::vector<const Element*> Element::all(std::string_view wrapper,
                                         std::string_view child_name) const {
    std::vector<const Element*> found;
    for (const auto* one : all(wrapper))
        for (const auto* inner : one->all(child_name))
            found.push_back(inner);
    return found;
}

base::Result<Element> parse_xml(const MergedText& merged) {
    const auto& text = merged.text();
    pugi::xml_document document;
    // Without declared encodings, so that offsets are those of our text.
    const auto parsed =
        document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed)
        return not_well_formed(merged, parsed);
    return element_of(document.document_element(), merged, 1);
}

}  // namespace sofia::config
