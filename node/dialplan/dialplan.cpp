#include "dialplan/dialplan.hpp"

namespace sofia::dialplan {

const Context* Dialplan::find(std::string_view name) const {
    auto found = contexts.find(name);
    if (found == contexts.end())
        found = contexts.find(std::string_view("global"));
    return found == contexts.end() ? nullptr : &found->second;
}

}  // namespace sofia::dialplan
