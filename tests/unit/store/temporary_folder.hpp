#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace sofia::test {

/// A directory that is removed with all its files at the end.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = "/tmp/sofia-store-XXXXXX";
        if (mkdtemp(name.data()) == nullptr)
            std::abort();
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// The path of a file in it.
    std::string file(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

}  // namespace sofia::test
