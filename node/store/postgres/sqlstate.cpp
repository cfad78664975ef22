#include "store/postgres/sqlstate.hpp"

namespace sofia::store::postgres {

base::ErrorKind kind_of_sqlstate(std::string_view code) noexcept {
    const auto code_class = code.substr(0, 2);
    // 22 data exception, 23 constraint, 54 program limit (an index entry that is too long).
    if (code_class == "22" || code_class == "23" || code_class == "54")
        return base::ErrorKind::Invalid;
    return base::ErrorKind::Unavailable;
}

}  // namespace sofia::store::postgres
