#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "commands/listing.hpp"
#include "model/registration.hpp"
#include "registrar/reach.hpp"

namespace sofia::commands {

/// Bindings to show; the pointers are good only until the registrar changes.
using Registrations = std::vector<const model::Registration*>;

/// What a list of bindings needs besides them. The references are used at once.
struct RegistrationPlace {
    const registrar::ReachTable& phones;
    base::WallTime now;
    /// This node: the host of bindings without an owner, which this process has stored itself.
    const std::string& node;
};

/// The list of `sofia status profile P reg` with its frame (behaviour-spec 1.3).
std::string registrations_text(const Registrations& bindings, const RegistrationPlace& place);
/// `<registrations>` of `sofia xmlstatus profile P reg`, indented by two (behaviour-spec 1.4).
std::string registrations_xml(const Registrations& bindings, const RegistrationPlace& place);

/// Columns of `show registrations` (behaviour-spec 8.3).
std::span<const std::string_view> registration_columns() noexcept;
/// Makes `record` one row of `show registrations`; `node` as in RegistrationPlace.
void fill_registration(Record& record, const model::Registration& binding, const std::string& node);

/// `sofia/<profile>/<contact uri>`: how a dial string reaches this binding.
std::string dial_string(const model::Registration& binding);

}  // namespace sofia::commands
