#include "store/postgres/conninfo.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include <libpq-fe.h>

#include <fmt/core.h>

#include "store/dsn.hpp"

namespace sofia::store::postgres {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kDefaults{{
    {"connect_timeout", "2"},
    {"tcp_user_timeout", "5000"},
    {"keepalives", "1"},
    {"keepalives_idle", "5"},
    {"keepalives_interval", "2"},
    {"keepalives_count", "3"},
    {"application_name", "sofiad"},
    {"target_session_attrs", "read-write"},
}};

std::string_view default_of(std::string_view keyword) {
    for (const auto& [name, value] : kDefaults)
        if (name == keyword)
            return value;
    return {};
}

/// One word of conninfo; the value is quoted as libpq wants it.
std::string word(std::string_view keyword, std::string_view value) {
    std::string text = fmt::format("{}='", keyword);
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            text.push_back('\\');
        text.push_back(c);
    }
    return text + "' ";
}

}  // namespace

base::Result<std::string> complete_conninfo(const std::string& target) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(target.c_str(), &message), PQconninfoFree);
    PQfreemem(message);
    if (!options)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("database '{}': libpq cannot read it; expected "
                                      "postgresql://user:password@host:port/name?option=value with "
                                      "%XX for special characters",
                                      redact_passwords(target)));
    std::string words;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        const auto value = option->val != nullptr ? option->val : default_of(option->keyword);
        if (option->val != nullptr || !value.empty())
            words += word(option->keyword, value);
    }
    return words;
}

}  // namespace sofia::store::postgres
