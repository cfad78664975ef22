#include "config/parameter_page.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace sofia::config {
namespace {

using testing::HasSubstr;

TEST(ParameterPage, IsTheOneInTheDocumentation) {
    std::ifstream file(SOFIA_DOCS_DIR "/parameters.md");
    std::stringstream kept;
    kept << file.rdbuf();
    EXPECT_EQ(kept.str(), parameter_page())
        << "write it again: build/release/bin/sofiad --parameters > docs/parameters.md";
}

TEST(ParameterPage, SaysDefaultUnitBoundsAndWhenAChangeCounts) {
    const auto page = parameter_page();
    EXPECT_THAT(page,
                HasSubstr("| `track-calls` | `false` | true or false | yes | calls are kept in the "
                          "database and can be recovered |\n"));
    EXPECT_THAT(page, HasSubstr("| `sip-port` | `5060` | port"));
    EXPECT_THAT(page, HasSubstr("| `expire-seconds` | `3600` | seconds, 5 to 31536000 |"));
}

}  // namespace
}  // namespace sofia::config
