# Writes the files of db/migrations into one C++ file, so that the node needs no source tree.
# Called at build time: cmake -D FOLDER=... -D OUTPUT=... -P embed_migrations.cmake
# File names: NNNN_name.sql for both databases, NNNN_name.sqlite.sql and NNNN_name.postgres.sql for twins.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(rows "")
foreach(path ${files})
  get_filename_component(file ${path} NAME)
  if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)(\\.(sqlite|postgres))?\\.sql$")
    message(FATAL_ERROR "db/migrations/${file}: expected NNNN_name.sql or a .sqlite.sql/.postgres.sql twin")
  endif()
  set(dialect "${CMAKE_MATCH_4}")
  set(name "${CMAKE_MATCH_2}")
  math(EXPR version "${CMAKE_MATCH_1} + 0")
  file(READ ${path} text)
  string(APPEND rows "    {${version}, \"${name}\", \"${dialect}\", R\"sql(${text})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"store/embedded_migrations.hpp\"

namespace sofia::store {

const std::vector<EmbeddedMigration>& embedded_migrations() {
    static const std::vector<EmbeddedMigration> all{
${rows}    };
    return all;
}

}  // namespace sofia::store
")
