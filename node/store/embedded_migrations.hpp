#pragma once

#include <string_view>
#include <vector>

namespace sofia::store {

/// One file of db/migrations as it was when the program was built.
struct EmbeddedMigration {
    /// The number at the front of the file's name.
    int version = 0;
    /// The words after it.
    std::string_view name;
    /// "sqlite" or "postgres" for one of a pair of twins, empty for a file that serves both.
    std::string_view dialect;
    /// The whole text of the file.
    std::string_view sql;
};

/// All files, in order of version. Defined by the file that embed_migrations.cmake writes.
const std::vector<EmbeddedMigration>& embedded_migrations();

}  // namespace sofia::store
