#include "model/acl_entry.hpp"

#include <algorithm>

namespace sofia::model {

AclEntry read_acl_entry(const AclLists& lists, std::string_view text) {
    if (lists.knows(text))
        return {text, {}, {}};
    const auto last = text.rfind(':');
    if (last == std::string_view::npos)
        return {text, {}, {}};
    const auto before = text.substr(0, last);
    const auto behind = text.substr(last + 1);
    if (lists.knows(before))
        return {before, behind, {}};
    const auto first = before.rfind(':');
    if (first != std::string_view::npos && lists.knows(before.substr(0, first)))
        return {before.substr(0, first), before.substr(first + 1), behind};
    return {text, {}, {}};
}

bool lets_in(const AclLists& lists,
             const std::vector<std::string>& entries,
             std::string_view ip,
             std::uint16_t port) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& text) {
        return lists.check(read_acl_entry(lists, text).list, ip, port).allowed;
    });
}

}  // namespace sofia::model
