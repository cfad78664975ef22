#include "store/dsn.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "base/text.hpp"

namespace sofia::store {
namespace {

constexpr std::string_view kMasked = "***";

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!base::iequals(text.substr(0, prefix.size()), prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// `host=a dbname=b` in contrast to `user@host/name?x=y`: an equals sign before any mark of a URI.
bool is_keyword_form(std::string_view text) {
    const auto equals = text.find('=');
    return equals != std::string_view::npos && equals < text.find_first_of("@/?:");
}

base::Result<Dsn> sqlite(std::string_view path) {
    if (path.empty() || path == "/" || path.back() == '/')
        return base::fail(base::ErrorKind::Invalid,
                          "database: expected a file after sqlite://, for example "
                          "sqlite:///var/lib/sofia/node.db");
    if (path.find('?') != std::string_view::npos)
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("database '{}': a SQLite path takes no parameters", path));
    return Dsn{DatabaseKind::Sqlite, std::string(path)};
}

base::Result<Dsn> postgres(std::string_view rest) {
    if (rest.empty())
        return base::fail(base::ErrorKind::Invalid,
                          "database: expected host and name after postgresql://, for example "
                          "postgresql://sofia@db1,db2/sofia");
    if (is_keyword_form(rest))
        return Dsn{DatabaseKind::Postgres, std::string(rest)};
    return Dsn{DatabaseKind::Postgres, fmt::format("postgresql://{}", rest)};
}

/// Masks what stands between the first ':' and the last '@' of each `//user:password@`.
void mask_user_info(std::string& text) {
    for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
        at += 3;
        // A password that nobody percent-encoded may hold '/' or '?'; the last '@' ends it.
        const auto end = std::min(text.find_first_of(" \t\n", at), text.size());
        const auto last_at = text.rfind('@', end);
        const auto colon = text.find(':', at);
        if (last_at == std::string::npos || last_at < at || colon > last_at)
            continue;
        text.replace(colon + 1, last_at - colon - 1, kMasked);
    }
}

/// The end of a value that begins at `begin`: libpq quotes with ' and escapes with a backslash.
std::size_t value_end(const std::string& text, std::size_t begin) {
    if (begin < text.size() && text[begin] == '\'') {
        for (auto i = begin + 1; i < text.size(); ++i) {
            if (text[i] == '\\')
                ++i;
            else if (text[i] == '\'')
                return i + 1;
        }
        return text.size();
    }
    auto end = begin;
    while (end < text.size() && std::string_view(" \t\n&").find(text[end]) == std::string::npos)
        end += text[end] == '\\' ? 2 : 1;
    return std::min(end, text.size());
}

/// Masks `password=...` and `sslpassword=...`, as words and as URI parameters.
void mask_password_words(std::string& text) {
    constexpr std::string_view kWord = "password";
    for (auto at = base::lower(text).find(kWord); at != std::string::npos;
         at = base::lower(text).find(kWord, at)) {
        at += kWord.size();
        auto begin = text.find_first_not_of(" \t", at);
        if (begin == std::string::npos || text[begin] != '=')
            continue;
        begin = std::min(text.find_first_not_of(" \t", begin + 1), text.size());
        text.replace(begin, value_end(text, begin) - begin, kMasked);
        at = begin;
    }
}

}  // namespace

std::string redact_passwords(std::string_view text) {
    std::string result(text);
    mask_user_info(result);
    mask_password_words(result);
    return result;
}

std::string Dsn::redacted() const {
    switch (kind) {
        case DatabaseKind::Memory:
            return "memory:";
        case DatabaseKind::Sqlite:
            return "sqlite://" + target;
        case DatabaseKind::Postgres:
            return redact_passwords(target);
    }
    return {};
}

base::Result<void> make_folder(const Dsn& dsn) {
    const auto folder = std::filesystem::path(dsn.target).parent_path();
    if (dsn.kind != DatabaseKind::Sqlite || folder.empty())
        return {};
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error)
        return {};
    return base::fail(base::ErrorKind::Invalid,
                      fmt::format("database {}: its folder {} cannot be made: {}",
                                  dsn.redacted(),
                                  folder.string(),
                                  error.message()));
}

base::Result<Dsn> parse_dsn(std::string_view text) {
    auto rest = base::trim(text);
    if (base::iequals(rest, "memory:"))
        return Dsn{DatabaseKind::Memory, {}};
    if (take_prefix(rest, "sqlite://"))
        return sqlite(rest);
    for (const std::string_view scheme : {"postgresql://", "postgres://", "pgsql://"})
        if (take_prefix(rest, scheme))
            return postgres(rest);
    const auto scheme = rest.substr(0, std::min(rest.find(':'), std::size_t{20}));
    return base::fail(base::ErrorKind::Invalid,
                      fmt::format("database '{}...': expected sqlite://, postgresql://, "
                                  "postgres://, pgsql:// or memory:",
                                  redact_passwords(scheme)));
}

}  // namespace sofia::store
