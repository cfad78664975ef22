#include "room_contract.hpp"

#include <filesystem>
#include <stdexcept>

#include "store/memory/memory.hpp"
#include "store/postgres/postgres.hpp"
#include "store/sqlite/sqlite.hpp"
#include "support/postgres_server.hpp"
#include "temporary_folder.hpp"

namespace sofia::test {
namespace {

store::Opener with_schema(store::Opener opener) {
    const auto database = opener();
    if (!database || !(*database)->migrate())
        throw std::runtime_error("the database of the contract has no schema");
    return opener;
}

const store::Opener& memory_room() {
    static const auto opener = store::memory::opener();
    return opener;
}

const store::Opener& sqlite_room() {
    static const TemporaryFolder folder;
    static const auto opener = with_schema(store::sqlite::opener(folder.file("contract.db")));
    return opener;
}

const store::Opener& postgres_room() {
    static auto& server = PostgresServer::shared();
    static const auto opener = with_schema(store::postgres::opener(
        {store::DatabaseKind::Postgres, server.dsn(server.make_database())}));
    return opener;
}

}  // namespace

std::vector<Room> all_rooms() {
    return {{"Memory", memory_room}, {"Sqlite", sqlite_room}, {"Postgres", postgres_room}};
}

}  // namespace sofia::test
