#include "sofia/node_names.hpp"

#include "base/text.hpp"

namespace sofia::client {
namespace {

constexpr std::size_t kUuidLength = 36;

/// One row of the table of `sofia status`.
struct Row {
    std::string name;
    std::string type;
    std::string data;
};

std::vector<Row> rows_of(std::string_view status) {
    std::vector<Row> rows;
    for (const auto& line : base::split(status, '\n')) {
        auto columns = base::split(line, '\t');
        if (columns.size() >= 3)
            rows.push_back({std::move(columns[0]), std::move(columns[1]), std::move(columns[2])});
    }
    return rows;
}

}  // namespace

std::vector<std::string> profile_names(std::string_view status) {
    std::vector<std::string> names;
    for (auto& row : rows_of(status))
        if (row.type == "profile" || row.type == "alias")
            names.push_back(std::move(row.name));
    return names;
}

std::vector<std::string> gateway_names(std::string_view status, std::string_view profile) {
    const auto rows = rows_of(status);
    std::string wanted(profile);
    for (const auto& row : rows)
        if (row.type == "alias" && row.name == profile)
            wanted = row.data;
    std::vector<std::string> names;
    for (const auto& row : rows) {
        const auto colons = row.name.find("::");
        if (row.type == "gateway" && colons != std::string::npos &&
            (wanted.empty() || row.name.substr(0, colons) == wanted))
            names.push_back(row.name.substr(colons + 2));
    }
    return names;
}

std::vector<std::string> channel_uuids(std::string_view listing) {
    std::vector<std::string> uuids;
    for (const auto& line : base::split(listing, '\n'))
        if (line.size() > kUuidLength && line[kUuidLength] == ',')
            uuids.push_back(line.substr(0, kUuidLength));
    return uuids;
}

}  // namespace sofia::client
